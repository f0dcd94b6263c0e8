/** What tells an incident from one of another platform, or of a database that was made anew, with the same number. */
import { fnv1a64 } from './fnv1a.ts';
import type { Incident } from './incident.ts';

/** Characters: 51 bits, far more than tell a few platforms apart. */
const LENGTH = 10;

/** A digest, the same for as long as it is this incident: `4k09zq1m7c`. */
export function incidentIdentity(
  platform: string,
  { number, openedAt = '' }: Pick<Incident, 'number' | 'openedAt'>,
): string {
  const hash = fnv1a64(new TextEncoder().encode(JSON.stringify([platform, number, openedAt])));
  return (hash % 36n ** BigInt(LENGTH)).toString(36).padStart(LENGTH, '0');
}
