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
const environment = Buffer.allocUnsafe(ENVIRONMENT_LIMIT_BYTES);

/** Pids of all processes, own and foreign, in the order of /proc. */
export function listPids(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/**
 * Processes of an instance, wherever they went: those that carry its marker, and those whose output leads to its
 * files. The second sign is needed because programs that rewrite their title (PostgreSQL's backends, nginx) overwrite
 * their environment on the way. About 15 us a process of the machine.
 */
export function findMarked(mark: InstanceMark): number[] {
  const needle = Buffer.from(`\0${INSTANCE_VARIABLE}=${mark.marker}\0`);
  return listPids().filter((pid) => holdsMarker(pid, needle) || leadsTo(pid, mark.outputFiles));
}

/** The markers of all processes, in one pass. */
export function readMarkers(): Map<number, string> {
  const markers = new Map<number, string>();
  for (const pid of listPids()) {
    const marker = readMarker(pid);
    if (marker !== undefined) markers.set(pid, marker);
  }
  return markers;
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

function holdsMarker(pid: number, needle: Buffer): boolean {
  const length = readEnvironment(pid);
  // The block starts without the zero byte that parts its entries.
  return length > 0 && (environment.subarray(0, length).includes(needle) || startsWith(needle.subarray(1), length));
}

function startsWith(entry: Buffer, length: number): boolean {
  return length >= entry.length && environment.compare(entry, 0, entry.length, 0, entry.length) === 0;
}

function readMarker(pid: number): string | undefined {
  const length = readEnvironment(pid);
  const entry = `\0${environment.toString('latin1', 0, length)}`;
  const at = entry.indexOf(`\0${INSTANCE_VARIABLE}=`);
  if (at < 0) return undefined;
  const start = at + INSTANCE_VARIABLE.length + 2;
  const end = entry.indexOf('\0', start);
  return entry.slice(start, end < 0 ? undefined : end);
}

/** Reads into the shared buffer; the length, 0 where it may not be read. */
function readEnvironment(pid: number): number {
  let file: number | undefined;
  try {
    file = openSync(`/proc/${pid}/environ`, 'r');
    let length = 0;
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
