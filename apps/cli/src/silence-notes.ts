/** What is to be known about the silences of a backup. */
import type { IncomingHttpHeaders } from 'node:http';
import { BACKUP_LACKS } from '@nines/api';
import type { ApiRestored } from '@nines/api';

/** Of one that was taken, by what the server says beside it; undefined where it has them. */
export function takenNote(headers: IncomingHttpHeaders): string | undefined {
  if (headers[BACKUP_LACKS] !== 'silences') return undefined;
  return 'silences are not in it: Alertmanager is away; see nines status, and take another one when it is back';
}

/** Of one that was put back; undefined where all is as it was. */
export function restoredNote({ silencesMissing }: Pick<ApiRestored, 'silencesMissing'>): string | undefined {
  if (silencesMissing === 0) return undefined;
  if (silencesMissing === null) return 'the backup has no silences: Alertmanager was away when it was taken';
  const what = silencesMissing === 1 ? '1 silence was' : `${silencesMissing} silences were`;
  const why = 'Alertmanager is away, or refuses; see nines status, and nines logs nines-server';
  return `${what} not put back: ${why}. Restore once more when it is ready, or set them by nines alert silence`;
}
