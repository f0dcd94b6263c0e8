/** Which probes an instance is to be asked. */
import type { ProbeKind, WorkloadSpec } from './model.ts';
import type { Slot } from './state.ts';

const NONE: readonly ProbeKind[] = [];

/**
 * The startup probe until it succeeds once, then the other two. Without a startup probe, liveness waits until the
 * instance was ready for the first time: one that is slow to start is not dead.
 */
export function probesToRun(slot: Readonly<Pick<Slot, 'phase' | 'pulse'>>, spec: WorkloadSpec): readonly ProbeKind[] {
  if (slot.phase !== 'running') return NONE;
  const { startup, readiness, liveness } = spec.probes;
  if (startup !== undefined && !slot.pulse.startupDone) return ['startup'];
  const probes: ProbeKind[] = [];
  if (readiness !== undefined) probes.push('readiness');
  if (liveness !== undefined && (startup !== undefined || slot.pulse.everReady)) probes.push('liveness');
  return probes;
}
