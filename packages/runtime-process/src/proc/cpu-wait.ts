/**
 * How long a process has waited for a CPU: it wanted to work and was not let, which is the machine's fault and not its.
 *
 * @see Linux documentation, "Scheduler Statistics": /proc/PID/task/TID/schedstat holds the time on a CPU, the time spent
 * waiting on a runqueue (both ns), and the number of timeslices
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Of all its threads so far, ms; 0 where the kernel keeps no such statistics, or the process is gone. */
export function readCpuWait(pid: number): number {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    return tasks.reduce((sum, task) => sum + waitOf(`/proc/${pid}/task/${task}/schedstat`), 0);
  } catch {
    return 0;
  }
}

function waitOf(file: string): number {
  try {
    return Number(readFileSync(file, 'latin1').split(' ')[1] ?? 0) / 1_000_000;
  } catch {
    return 0;
  }
}
