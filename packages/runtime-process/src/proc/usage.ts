/** What instances use: CPU and memory of a process with all its descendants. */
import { readFile } from 'node:fs/promises';
import { readCpuWait } from './cpu-wait.ts';
import { descendantsOf, listPids, processTree } from './process-table.ts';
import { isStopped, readProcessStat, type ProcessStat } from './process-stat.ts';

const PAGE_BYTES = 4_096;

/** Signs of life of an instance. */
export interface Progress {
  /** The main process is halted by a signal or a debugger. */
  readonly stopped: boolean;
  /** One of its processes works, or waits for a CPU or a disk: of a wait that lasts, `cpuMs` tells nothing yet. */
  readonly busy: boolean;
  /** CPU time that all its living processes got so far, and that they waited for, in steps of 10 ms. */
  readonly cpuMs: number;
}

/** What the kernel tells of CPU time; a thread that only looks at the clock now and then does not reach it. */
const STEP_MS = 10;

/** Reads the signs of life of a process and its descendants; undefined where it is gone. */
export function readProgress(pid: number): Progress | undefined {
  const tree = processTree(pid);
  const main = tree.find((stat) => stat.pid === pid);
  if (main === undefined) return undefined;
  const waitedMs = tree.reduce((sum, stat) => sum + readCpuWait(stat.pid), 0);
  const busy = tree.some(({ state }) => state === 'R' || state === 'D');
  return { stopped: isStopped(main), busy, cpuMs: sumCpu(tree) + Math.floor(waitedMs / STEP_MS) * STEP_MS };
}

export interface Usage {
  /** Cores used since the sample before; null in the first. */
  readonly cpuCores: number | null;
  /** Proportional set size; resident set size where the kernel does not let us see more. Null where nothing is seen. */
  readonly memoryBytes: number | null;
  /** Whether `memoryBytes` counts shared pages in full, for lack of permission. */
  readonly memoryIsResident: boolean;
}

/** Samples usage. Give it the same roots each time: cores come from the difference to the sample before. */
export class UsageSampler {
  readonly #before = new Map<number, { readonly startTicks: number; readonly cpuMs: number; readonly at: number }>();

  /**
   * Usage by main process. About 25 us a process of the machine, and 0.3 ms a sampled process for its memory, off the
   * main thread.
   *
   * @param now monotonic ms
   */
  async sample(rootPids: readonly number[], now: number): Promise<Map<number, Usage>> {
    const stats = listPids().flatMap((pid) => readProcessStat(pid) ?? []);
    const samples = rootPids.flatMap((pid) => {
      const tree = descendantsOf(pid, stats);
      const main = tree.find((stat) => stat.pid === pid);
      return main === undefined ? [] : [{ pid, tree, cpuCores: this.#coresOf(main, sumCpu(tree), now) }];
    });
    for (const pid of this.#before.keys()) if (!rootPids.includes(pid)) this.#before.delete(pid);
    const usages = samples.map(async ({ pid, tree, cpuCores }): Promise<[number, Usage]> => [
      pid,
      { cpuCores, ...(await memoryOf(tree)) },
    ]);
    return new Map(await Promise.all(usages));
  }

  /**
   * Memory of these processes and all their descendants together, each counted once; null where nothing is seen.
   * About 0.3 ms a process, off the main thread.
   */
  async total(rootPids: readonly number[]): Promise<number | null> {
    const stats = listPids().flatMap((pid) => readProcessStat(pid) ?? []);
    const trees = rootPids.flatMap((pid) => descendantsOf(pid, stats));
    return (await memoryOf([...new Map(trees.map((stat) => [stat.pid, stat])).values()])).memoryBytes;
  }

  #coresOf(main: ProcessStat, cpuMs: number, at: number): number | null {
    const before = this.#before.get(main.pid);
    this.#before.set(main.pid, { startTicks: main.startTicks, cpuMs, at });
    if (before?.startTicks !== main.startTicks || at <= before.at) return null;
    // A descendant that ended took its time along.
    return Math.max(0, cpuMs - before.cpuMs) / (at - before.at);
  }
}

function sumCpu(tree: readonly ProcessStat[]): number {
  return tree.reduce((sum, stat) => sum + stat.cpuMs, 0);
}

async function memoryOf(tree: readonly ProcessStat[]): Promise<Pick<Usage, 'memoryBytes' | 'memoryIsResident'>> {
  const sizes = await Promise.all(tree.map(async ({ pid }) => (await readPss(pid)) ?? (await readRss(pid))));
  const known = sizes.filter((size) => size !== undefined);
  if (known.length === 0) return { memoryBytes: null, memoryIsResident: false };
  return {
    memoryBytes: known.reduce((sum, size) => sum + size.bytes, 0),
    memoryIsResident: known.some((size) => size.resident),
  };
}

/** @see proc_pid_smaps_rollup(5) */
async function readPss(pid: number): Promise<{ bytes: number; resident: boolean } | undefined> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1').catch(() => '');
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  return kilobytes === undefined ? undefined : { bytes: Number(kilobytes) * 1_024, resident: false };
}

/** @see proc_pid_statm(5): the second field is the resident set, in pages */
async function readRss(pid: number): Promise<{ bytes: number; resident: boolean } | undefined> {
  const text = await readFile(`/proc/${pid}/statm`, 'latin1').catch(() => '');
  const pages = text.split(' ')[1];
  return pages === undefined ? undefined : { bytes: Number(pages) * PAGE_BYTES, resident: true };
}
