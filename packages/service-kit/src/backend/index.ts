export { createBackend } from './backend.ts';
export type { Backend, BackendAnswer, BackendCall, BackendOptions } from './backend.ts';
