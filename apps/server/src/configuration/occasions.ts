/** After which events the configuration of monitoring may have to change. */
import type { NinesEvent } from '@nines/kernel';

const OCCASIONS: ReadonlySet<string> = new Set([
  'platform.applied',
  'service.added',
  'service.removed',
  'service.scaled',
  // It may have got another port.
  'instance.started',
  'instance.adopted',
]);

/** Where one instance takes over from another, it is another one that serves. */
const OWN_OCCASIONS: ReadonlySet<string> = new Set(['instance.ready', 'instance.stopped', 'service.rolled']);

/** Nines' own workloads and their slots. */
const OWN = /^(mesh|nines-.+?)(-\d+)?$/;

export function isOccasion({ type, subject }: Pick<NinesEvent, 'type' | 'subject'>): boolean {
  return OCCASIONS.has(type) || (OWN_OCCASIONS.has(type) && OWN.test(subject));
}
