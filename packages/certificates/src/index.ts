export { trustFile } from './files.ts';
export { inspectIngress } from './inspect-ingress.ts';
export type { IngressCertificate } from './inspect-ingress.ts';
