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

export function isOccasion({ type }: NinesEvent): boolean {
  return OCCASIONS.has(type);
}
