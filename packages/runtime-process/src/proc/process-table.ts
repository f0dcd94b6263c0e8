/** All processes that we may look into, and which of them belong together. */
import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { isEnded, readProcessStat, type ProcessStat } from './process-stat.ts';

/** Names the instance a process belongs to; handed down to all its descendants. */
export const INSTANCE_VARIABLE = 'NINES_INSTANCE';

/** What is known of an instance's processes when they are looked for. */
export interface InstanceMark {
  /** Value of `NINES_INSTANCE`: platform, slot and incarnation. */
  readonly marker: string;
  /** Files that standard output and standard error of its processes lead to. */
  readonly outputFiles: readonly string[];
}

const ENVIRONMENT_LIMIT_BYTES = 256 * 1024;
const environment = Buffer.alloc(ENVIRONMENT_LIMIT_BYTES);

/** Pids of all processes, own and foreign, in the order of /proc. */
export function listPids(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/**
 * Processes of an instance, wherever they went: those that carry its marker, and those without any marker whose output
 * leads to its files. The second sign is needed because programs that rewrite their title (PostgreSQL's backends,
 * nginx) overwrite their environment on the way. About 15 us a process of the machine.
 */
export function findMarked(mark: InstanceMark): number[] {
  return listPids().filter((pid) => {
    const marker = readMarker(pid);
    return marker === undefined ? leadsTo(pid, mark.outputFiles) : marker === mark.marker;
  });
}

/** The process `rootPid` and all its descendants by parentage; zombies left out. About 25 us a process of the machine. */
export function processTree(rootPid: number): ProcessStat[] {
  const stats = listPids().flatMap((pid) => readProcessStat(pid) ?? []);
  return descendantsOf(rootPid, stats);
}

/** The same from a picture taken before. */
export function descendantsOf(rootPid: number, stats: readonly ProcessStat[]): ProcessStat[] {
  const children = Map.groupBy(stats, (stat) => stat.parentPid);
  const tree: ProcessStat[] = stats.filter((stat) => stat.pid === rootPid);
  for (const member of tree) tree.push(...(children.get(member.pid) ?? []));
  return tree.filter((stat) => !isEnded(stat));
}

const MARKER_ENTRY = Buffer.from(`\0${INSTANCE_VARIABLE}=`);

/** The instance that a process says it belongs to; undefined where it says nothing, or may not be asked. */
function readMarker(pid: number): string | undefined {
  const block = environment.subarray(0, readEnvironment(pid));
  const at = block.indexOf(MARKER_ENTRY);
  if (at < 0) return undefined;
  const start = at + MARKER_ENTRY.length;
  const end = block.indexOf(0, start);
  return block.toString('utf8', start, end < 0 ? block.length : end);
}

/** Reads into the shared buffer, after a zero byte that makes all entries alike; the length, 0 where it may not be read. */
function readEnvironment(pid: number): number {
  let file: number | undefined;
  try {
    file = openSync(`/proc/${pid}/environ`, 'r');
    let length = 1;
    for (let read = -1; read !== 0 && length < ENVIRONMENT_LIMIT_BYTES; length += read) {
      read = readSync(file, environment, length, ENVIRONMENT_LIMIT_BYTES - length, null);
    }
    return length;
  } catch {
    return 0; // another user's, or gone
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function leadsTo(pid: number, files: readonly string[]): boolean {
  return [1, 2].some((descriptor) => {
    try {
      return files.includes(readlinkSync(`/proc/${pid}/fd/${descriptor}`));
    } catch {
      return false; // another user's, closed, or gone
    }
  });
}
