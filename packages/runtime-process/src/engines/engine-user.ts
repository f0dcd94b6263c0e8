/** As whom an engine runs: PostgreSQL refuses to be root. */
import { readFileSync, statSync } from 'node:fs';
import { NinesError } from '@nines/kernel';

export interface EngineUser {
  readonly uid: number;
  readonly gid: number;
}

/** Existing users without rights, the most fitting first. */
const CANDIDATES = ['postgres', 'nobody'];

/**
 * The user for an engine's processes; undefined where the supervisor's own will do. Whoever owns the data stays its
 * owner, also when a better candidate appears later.
 *
 * @throws NinesError `ENGINE_NO_USER` for root on a machine without any of the candidates
 */
export function engineUser(
  dataDirectory: string,
  uid: number,
  passwd: string = readFileSync('/etc/passwd', 'utf8'),
): EngineUser | undefined {
  if (uid !== 0) return undefined;
  const owner = statSync(dataDirectory, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const users = new Map(passwd.split('\n').map((line) => [line.split(':')[0] ?? '', line.split(':')] as const));
  for (const name of CANDIDATES) {
    const [, , id, group] = users.get(name) ?? [];
    if (id !== undefined && group !== undefined) return { uid: Number(id), gid: Number(group) };
  }
  throw new NinesError(
    'ENGINE_NO_USER',
    `PostgreSQL does not run as root, and there is no user ${CANDIDATES.join(' or ')}; add one`,
  );
}
