/** Who runs engines that refuse to run as root. */
import { readFileSync } from 'node:fs';
import { NinesError } from '@nines/kernel';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** In order of preference. Nothing is added to the system. */
const CANDIDATES = ['postgres', 'nobody'];

/**
 * For root an unprivileged user that exists already; for anybody else undefined: himself.
 *
 * @throws NinesError `ENGINE_NO_USER`
 * @see passwd(5): name, password, uid, gid
 */
export function findEngineUser(ownUid: number, passwd = readFileSync('/etc/passwd', 'utf8')): SystemUser | undefined {
  if (ownUid !== 0) return undefined;
  const entries = passwd.split('\n').map((line) => line.split(':'));
  for (const name of CANDIDATES) {
    const entry = entries.find(([user]) => user === name);
    const [uid, gid] = [Number(entry?.[2]), Number(entry?.[3])];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new NinesError(
    'ENGINE_NO_USER',
    `PostgreSQL does not run as root, and none of the users ${CANDIDATES.join(', ')} exists; start the platform as an ordinary user`,
  );
}
