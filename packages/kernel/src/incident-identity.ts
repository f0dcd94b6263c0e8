/** What tells an incident from one of another platform, or of a database that was made anew, with the same number. */
import { createHash } from 'node:crypto';
import type { Incident } from './incident.ts';

/** Characters: 60 bits, far more than tell a few platforms apart. */
const LENGTH = 10;

/** A digest, the same for as long as it is this incident: of base64url. */
export function incidentIdentity(
  platform: string,
  { number, openedAt = '' }: Pick<Incident, 'number' | 'openedAt'>,
): string {
  const digest = createHash('sha256').update(JSON.stringify([platform, number, openedAt]));
  return digest.digest('base64url').slice(0, LENGTH);
}
