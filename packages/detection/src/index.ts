export { detect, newDetection } from './detect/detect.ts';
export { nextDueMs } from './detect/decide.ts';
export { tlsHosts } from './detect/topology.ts';
export type { CertificateMeasurement, Detection, DetectionInput, DetectionState, Measurement } from './detect/model.ts';
export { likelyCauses } from './likely-causes.ts';
export type { Cause, Evidence } from './likely-causes.ts';
