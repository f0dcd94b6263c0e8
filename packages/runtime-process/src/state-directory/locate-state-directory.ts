/** Where a platform keeps its state: one place per checkout, found by every command in the same way. */
import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** For root, where the checkout is closed to the unprivileged users that engines run as. */
const SYSTEM_STATE = '/var/lib/nines';
const SEARCHABLE_BY_OTHERS = 0o001;

/**
 * The state directory of the platform that `catalogFile` describes: `.nines/` beside it. For root, where another user
 * could not get there, a directory of its own per checkout under /var/lib/nines.
 *
 * @param catalogFile path of an existing `nines.yaml`; symbolic links are followed
 * @param uid who asks
 */
export function locateStateDirectory(catalogFile: string, uid: number, systemState = SYSTEM_STATE): string {
  const checkout = dirname(realpathSync(catalogFile));
  if (uid !== 0 || isOpenToAll(checkout)) return `${checkout}/.nines`;
  return `${systemState}/${basename(checkout)}-${createHash('sha256').update(checkout).digest('hex').slice(0, 12)}`;
}

/** Whether every directory on the way down to `directory` may be entered by anybody. */
export function isOpenToAll(directory: string): boolean {
  const open = (statSync(directory).mode & SEARCHABLE_BY_OTHERS) !== 0;
  const parent = dirname(directory);
  return open && (parent === directory || isOpenToAll(parent));
}
