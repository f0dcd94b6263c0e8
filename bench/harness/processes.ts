/** Programs that a benchmark runs, and what the kernel knows of processes. */
import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a program came to. */
export interface Completed {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. @throws Error with its output where it fails */
export async function complete(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Completed> {
  const outcome = await attempt(command, args, options);
  if (outcome.code === 0) return outcome;
  throw new Error(`${command} ${args.join(' ')} ended with ${outcome.code}:\n${outcome.stdout}${outcome.stderr}`);
}

/** Runs a program to its end, whatever that is. */
export async function attempt(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Completed> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

/** Starts a program in the background, its output thrown away. */
export function start(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return spawn(command, args, { ...options, stdio: 'ignore' });
}

/** Ends a program that `start` started: the signal, then SIGKILL after `graceMs`. */
export async function end(child: ChildProcess, signal: NodeJS.Signals, graceMs = 5_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const timeout = new AbortController();
  await Promise.race([ended, sleep(graceMs, undefined, { signal: timeout.signal }).catch(() => undefined)]);
  timeout.abort();
  if (isRunning(child)) {
    child.kill('SIGKILL');
    await ended;
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** One row of the process table. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** Arguments, joined by spaces. */
  readonly command: string;
}

/** Every process that this user may look at. */
function processTable(): readonly ProcessRow[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent, command }];
      } catch {
        return []; // it ended in between
      }
    });
}

/** The processes whose command names `text`, and all their descendants. */
export function familyOf(text: string): readonly ProcessRow[] {
  return withDescendants(({ pid, command }) => pid !== process.pid && command.includes(text));
}

/** A process and all its descendants. */
export function descendantsOf(root: number): readonly ProcessRow[] {
  return withDescendants(({ pid }) => pid === root);
}

function withDescendants(isMember: (row: ProcessRow) => boolean): readonly ProcessRow[] {
  const table = processTable();
  const members = new Set(table.filter(isMember).map(({ pid }) => pid));
  for (let grew = true; grew;) {
    const children = table.filter(({ pid, parent }) => members.has(parent) && !members.has(pid));
    for (const { pid } of children) members.add(pid);
    grew = children.length > 0;
  }
  return table.filter(({ pid }) => members.has(pid));
}

/** Clock ticks a second. @see proc(5), `utime`: in units of `sysconf(_SC_CLK_TCK)`, 100 on Linux */
const TICKS = 100;

/** User and system time of a process since it began, s. 0 for what is gone. */
export function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return 0;
  }
}

/** Resident set size, bytes. 0 for what is gone. */
export function residentBytes(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}

/** Proportional set size, bytes: each shared page counted in equal parts by who shares it. 0 for what is gone. */
export function memoryBytes(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
