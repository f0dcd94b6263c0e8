/** A server that neither answers nor ends, as on a machine that swaps or a disk that hangs. */
import { readFileSync } from 'node:fs';

import { execute } from './test-stores.ts';

/** Stops all processes of the server at `url`; returns what lets them go on, which the caller owes them. */
export async function freezeServer(url: string): Promise<() => void> {
  const [row] = await execute(url, "select pg_read_file('postmaster.pid') as file");
  const server = Number.parseInt(String(row?.['file']), 10);
  process.kill(server, 'SIGSTOP');
  const children = readFileSync(`/proc/${server}/task/${server}/children`, 'latin1').trim().split(' ').map(Number);
  const frozen = children.filter((pid) => signal(pid, 'SIGSTOP'));
  return () => {
    for (const pid of [...frozen, server]) signal(pid, 'SIGCONT');
  };
}

/** False where the process has ended meanwhile. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
