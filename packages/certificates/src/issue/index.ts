export { ensureCertificates } from './ensure-certificates.ts';
export type { EnsureOptions, EnsureOutcome } from './ensure-certificates.ts';
