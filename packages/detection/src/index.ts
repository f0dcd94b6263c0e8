export { likelyCauses } from './likely-causes.ts';
export type { Cause, Evidence } from './likely-causes.ts';
