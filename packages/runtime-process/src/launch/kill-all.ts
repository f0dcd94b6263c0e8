/** Killing every process of an instance, also those that fork while it goes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { NinesError } from '@nines/kernel';

const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

/**
 * SIGKILLs what `find` finds, again and again until it finds nothing. Where nothing is found at once it does not wait.
 *
 * @param find pids of the processes that shall die, as of now
 * @returns how many processes were killed
 * @throws NinesError `RUNTIME_KILL_FAILED` if some are left after `timeoutMs`: they hang in the kernel, or are not ours
 */
export async function killAll(find: () => readonly number[], timeoutMs = 10_000): Promise<number> {
  const killed = new Set<number>();
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const left = find();
    if (left.length === 0) return killed.size;
    if (performance.now() > deadline) {
      throw new NinesError(
        'RUNTIME_KILL_FAILED',
        `processes ${left.join(', ')} do not die of SIGKILL; see their state in /proc/PID/stack`,
        {
          details: { pids: left },
        },
      );
    }
    for (const pid of left) {
      killed.add(pid);
      kill(pid);
    }
    await sleep(pauseMs);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already; where it is another user's, the deadline tells.
  }
}
