/**
 * Launching: a shim as the instance's parent, files as its output, a FIFO that tells of its death.
 *
 * Nothing here dies with the supervisor: the shim has a session of its own, output goes to files, and what a later
 * supervisor needs stands in the record.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { messageOf, NinesError } from '@nines/kernel';
import type { ControlGroup } from '../limits/control-groups.ts';
import { readBootId } from '../proc/process-identity.ts';
import { findMarked, INSTANCE_VARIABLE } from '../proc/process-table.ts';
import { ensureFifo, openShimEnd, watchFifo, type DeathWatch } from './death-watch.ts';
import { createRecord, readRecord } from './instance-record.ts';
import { Instance, type InstanceHold } from './instance.ts';
import { killAll } from './kill-all.ts';
import { resolveCommand } from './resolve-command.ts';

const SHIM = fileURLToPath(new URL('shim.sh', import.meta.url));
/** The first descriptor of the shim that is free for `cgroup.procs` files; 9 is the last that a shell can name. */
const FIRST_GROUP_DESCRIPTOR = 6;
/** Longest time until the process exists; only a machine that can do nothing else any more takes so long. */
const START_TIMEOUT_MS = 10_000;

export interface LaunchSpec {
  readonly slot: string;
  /** Counts the starts of the slot. */
  readonly incarnation: number;
  /** Words of the command; the first is looked up on the `PATH` of `env`. For a shell: `['/bin/sh', '-c', text]`. */
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment, secrets included: nothing is inherited from the supervisor. */
  readonly env: Readonly<Record<string, string>>;
  /** The slot's own directory for record and FIFO; made if absent, used by no other slot. */
  readonly runDirectory: string;
  /** Absolute; appended to, made if absent. Of this slot alone: they are also a sign by which its processes are known. */
  readonly stdoutFile: string;
  readonly stderrFile: string;
  /** Unique on the machine: platform, slot and incarnation. */
  readonly marker: string;
  /** Run as this user; needs root. @defaultValue the supervisor's own */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Made by `ControlGroups.create`. */
  readonly group?: ControlGroup;
}

/**
 * Launches one instance; resolves when its process exists, a few ms later. A slot has one instance at a time: the one
 * before must have `exited`.
 *
 * @throws NinesError `RUNTIME_START_FAILED` where it cannot be started; nothing is left of the attempt then
 */
export async function launchInstance(spec: LaunchSpec): Promise<Instance> {
  const [name = ''] = spec.argv;
  resolveCommand(name, spec.cwd, spec.env['PATH']);
  mkdirSync(spec.runDirectory, { recursive: true, mode: 0o700 });
  const files = runFiles(spec.runDirectory);
  await ensureFifo(files.fifo);
  const descriptors = openDescriptors(spec, files);
  const started = Promise.withResolvers<undefined>();
  const watch = startShim(spec, files, descriptors, () => {
    started.resolve(undefined);
  });
  const hold = holdOf(spec);
  const late = new AbortController();
  await Promise.race([started.promise, watch.ended, sleep(START_TIMEOUT_MS, undefined, late).catch(() => undefined)]);
  late.abort();
  const { identity, shimPid } = readRecord(files.record) ?? {};
  if (identity === undefined || shimPid === undefined) {
    watch.close();
    await killAll(() => findMarked(hold));
    throw new NinesError(
      'RUNTIME_START_FAILED',
      `"${name}" was not started: the machine refused another process; see ${spec.stderrFile}`,
    );
  }
  return new Instance({
    slot: spec.slot,
    incarnation: spec.incarnation,
    identity,
    shimPid,
    recordFile: files.record,
    hold,
    watch,
  });
}

/** The files of a slot's run directory. */
export function runFiles(runDirectory: string): { readonly record: string; readonly fifo: string } {
  return { record: `${runDirectory}/record`, fifo: `${runDirectory}/fifo` };
}

/** The kernel shows the real paths of open files, so these are what processes are known by. */
export function holdOf(spec: Pick<LaunchSpec, 'marker' | 'stdoutFile' | 'stderrFile' | 'group'>): InstanceHold {
  const outputFiles = [spec.stdoutFile, spec.stderrFile].map((file) => realPathOf(file));
  return { marker: spec.marker, outputFiles, ...(spec.group && { group: spec.group }) };
}

function realPathOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

interface Descriptors {
  /** The shim's text. Handed over open: the instance's user need not reach our files. */
  readonly shim: number;
  readonly stdout: number;
  readonly stderr: number;
  readonly fifo: number;
  readonly record: number;
  readonly groups: readonly number[];
}

function openDescriptors(spec: LaunchSpec, files: { readonly record: string; readonly fifo: string }): Descriptors {
  const opened: number[] = [];
  const keep = (descriptor: number): number => {
    opened.push(descriptor);
    return descriptor;
  };
  try {
    return {
      shim: keep(openSync(SHIM, 'r')),
      stdout: keep(openSync(spec.stdoutFile, 'a', 0o600)),
      stderr: keep(openSync(spec.stderrFile, 'a', 0o600)),
      record: keep(
        createRecord(files.record, { bootId: readBootId(), incarnation: spec.incarnation, marker: spec.marker }),
      ),
      fifo: keep(openShimEnd(files.fifo)),
      groups: (spec.group?.processFiles ?? []).map((file) => keep(openSync(file, 'w'))),
    };
  } catch (error) {
    opened.forEach(closeSync);
    throw startFailure(spec, error);
  }
}

/** Starts the shim and watches it. Our copies of its descriptors are closed: the shim alone holds the FIFO open. */
function startShim(
  spec: LaunchSpec,
  files: { readonly fifo: string },
  descriptors: Descriptors,
  onStarted: () => void,
): DeathWatch {
  const { shim, stdout, stderr, fifo, record, groups } = descriptors;
  try {
    const watch = watchFifo(files.fifo, onStarted);
    if (watch === undefined) throw new Error(`FIFO ${files.fifo} was replaced`);
    const child = spawn('/bin/sh', ['-s', 'nines-shim', ...spec.argv], {
      cwd: spec.cwd,
      env: {
        ...spec.env,
        PWD: spec.cwd,
        [INSTANCE_VARIABLE]: spec.marker,
        NINES_CGROUP_FDS: groups.map((_, index) => FIRST_GROUP_DESCRIPTOR + index).join(' '),
      },
      detached: true,
      stdio: [shim, stdout, 'ignore', fifo, record, stderr, ...groups],
      ...spec.user,
    });
    child.unref();
    ignoreErrors(child);
    return watch;
  } catch (error) {
    throw startFailure(spec, error);
  } finally {
    for (const descriptor of [shim, stdout, stderr, fifo, record, ...groups]) closeSync(descriptor);
  }
}

/** A shim that could not be spawned shows as the end of the FIFO; the event must only not be unhandled. */
function ignoreErrors(child: ChildProcess): void {
  once(child, 'error').catch(() => undefined);
}

function startFailure(spec: LaunchSpec, cause: unknown): NinesError {
  return new NinesError('RUNTIME_START_FAILED', `instance ${spec.slot} was not started: ${messageOf(cause)}`, {
    details: { slot: spec.slot },
    cause,
  });
}
