/**
 * The record of one instance: a few lines in a file, written by the supervisor and the shim, which tell any later
 * supervisor who the instance is and how it ended.
 */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { constants as osConstants } from 'node:os';
import type { Exit } from '../core/model.ts';

/** What the supervisor writes before it launches. */
export interface RecordHead {
  readonly bootId: string;
  readonly incarnation: number;
  /** Of the workload, when it was launched. */
  readonly revision: string;
  readonly marker: string;
  /** Where the instance was told to listen. */
  readonly port: number | null;
}

export interface InstanceRecord extends RecordHead {
  /** Of the main process; undefined where the shim did not come that far. Means nothing once the shim is dead. */
  readonly pid?: number;
  /** Undefined while it runs, and where the shim itself was killed. */
  readonly exit?: Exit;
  /** The command could not be executed. */
  readonly unstartable: boolean;
}

/**
 * Starts a record, in place of the slot's last one. Returns the descriptor for the shim to append to; close it. Not
 * synced to the medium: after a power cut there is no process that it could tell of.
 */
export function createRecord(file: string, head: RecordHead): number {
  const descriptor = openSync(file, 'w', 0o600);
  writeFileSync(descriptor, `instance ${JSON.stringify(head)}\n`);
  closeSync(descriptor);
  return openSync(file, 'a');
}

/** Reads a record; undefined where there is none, or none that holds its first line in whole. */
export function readRecord(file: string): InstanceRecord | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  return parseRecord(text);
}

/** @see shim.sh, which writes all lines but the first */
function parseRecord(text: string): InstanceRecord | undefined {
  // A line without its end was cut off by a crash.
  const lines = text.split('\n').slice(0, -1);
  const value = (key: string): string | undefined =>
    lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1);
  const head = parseHead(value('instance'));
  if (head === undefined) return undefined;
  const pid = Number(value('started'));
  const status = value('exited');
  return {
    ...head,
    ...(Number.isInteger(pid) && { pid }),
    ...(status !== undefined && { exit: exitOf(Number(status)) }),
    unstartable: value('unstartable') !== undefined,
  };
}

/**
 * The end behind a shell's `$?`: 128 + n stands for signal n. A program that exits with such a code by itself does so
 * to say the same, so it is read the same way.
 *
 * @see POSIX.1-2024, XCU 2.8.2, "Exit Status for Commands"
 */
function exitOf(status: number): Exit {
  const signal = SIGNAL_NAMES.get(status - 128);
  return signal === undefined ? { code: status, signal: null } : { code: null, signal };
}

/** Of two names for one number the first, usual one (SIGABRT, not SIGIOT) is to win, so it comes last. */
const SIGNAL_NAMES = new Map(
  Object.entries(osConstants.signals)
    .reverse()
    .map(([name, number]) => [number, name]),
);

function parseHead(text: string | undefined): RecordHead | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as RecordHead;
  } catch {
    return undefined;
  }
}
