/**
 * Launching: a shim as the instance's parent, files as its output, a FIFO that tells of its death.
 *
 * Nothing here dies with the supervisor: the shim has a session of its own, output goes to files, and what a later
 * supervisor needs stands in the record.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { messageOf, NinesError } from '@nines/kernel';
import type { ControlGroup } from '../limits/control-groups.ts';
import { readBootId, type ProcessIdentity } from '../proc/process-identity.ts';
import { readProcessStat } from '../proc/process-stat.ts';
import { findMarked, INSTANCE_VARIABLE } from '../proc/process-table.ts';
import { endPrevious } from './adopt-instance.ts';
import { ensureFifo, hasLiveShim, openShimEnd, watchFifo, type DeathWatch } from './death-watch.ts';
import { createRecord, readRecord } from './instance-record.ts';
import { Instance } from './instance.ts';
import { killAll } from './kill-all.ts';
import { resolveCommand } from './resolve-command.ts';
import { holdOf, runFiles } from './slot-files.ts';

const SHIM = fileURLToPath(new URL('shim.sh', import.meta.url));
/** Longest time until the process exists; only a machine that can do nothing else any more takes so long. */
const START_TIMEOUT_MS = 10_000;

export interface LaunchSpec {
  readonly slot: string;
  /** Counts the starts of the slot. */
  readonly incarnation: number;
  /** Of its workload; kept in its record. */
  readonly revision: string;
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
  /** Where it is told to listen; kept in its record. */
  readonly port: number | null;
}

/**
 * Launches one instance; resolves when its process exists, a few ms later. A slot has one instance at a time: one
 * that is still there, unknown to the caller, is killed first.
 *
 * @throws NinesError `RUNTIME_START_FAILED` where it cannot be started; nothing is left of the attempt then
 */
export async function launchInstance(spec: LaunchSpec): Promise<Instance> {
  const [name = ''] = spec.argv;
  resolveCommand(name, spec.cwd, spec.env['PATH']);
  mkdirSync(spec.runDirectory, { recursive: true, mode: 0o700 });
  const files = runFiles(spec.runDirectory);
  await ensureFifo(files.fifo);
  if (hasLiveShim(files.fifo)) await endPrevious(spec);
  const descriptors = openDescriptors(spec, files);
  const started = Promise.withResolvers<undefined>();
  const { watch, shimPid } = startShim(spec, files, descriptors, () => {
    started.resolve(undefined);
  });
  const hold = holdOf(spec);
  const late = new AbortController();
  await Promise.race([started.promise, watch.ended, sleep(START_TIMEOUT_MS, undefined, late).catch(() => undefined)]);
  late.abort();
  const pid = readRecord(files.record)?.pid;
  if (pid === undefined) {
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
    identity: identifyChild(pid, shimPid),
    shimPid,
    recordFile: files.record,
    hold,
    watch,
  });
}

/** A child that has ended already, and whose pid may be another's by now, gets an identity that nobody has. */
function identifyChild(pid: number, shimPid: number): ProcessIdentity {
  const stat = readProcessStat(pid);
  return { bootId: readBootId(), pid, startTicks: stat?.parentPid === shimPid ? stat.startTicks : -1 };
}

interface Descriptors {
  /** The shim's text. Handed over open: the instance's user need not reach our files. */
  readonly shim: number;
  readonly stdout: number;
  readonly stderr: number;
  readonly fifo: number;
  readonly record: number;
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
        createRecord(files.record, {
          bootId: readBootId(),
          incarnation: spec.incarnation,
          revision: spec.revision,
          marker: spec.marker,
          port: spec.port,
        }),
      ),
      fifo: keep(openShimEnd(files.fifo)),
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
): { readonly watch: DeathWatch; readonly shimPid: number } {
  const { shim, stdout, stderr, fifo, record } = descriptors;
  try {
    const watch = watchFifo(files.fifo, onStarted);
    if (watch === undefined) throw new Error(`FIFO ${files.fifo} was replaced`);
    const child = spawn('/bin/sh', ['-s', 'nines-shim', ...spec.argv], {
      cwd: spec.cwd,
      env: {
        ...spec.env,
        PWD: spec.cwd,
        [INSTANCE_VARIABLE]: spec.marker,
        NINES_VERSION: spec.revision,
      },
      detached: true,
      stdio: [shim, stdout, 'ignore', fifo, record, stderr],
      ...spec.user,
    });
    child.unref();
    ignoreErrors(child);
    return { watch, shimPid: child.pid ?? -1 };
  } catch (error) {
    throw startFailure(spec, error);
  } finally {
    for (const descriptor of [shim, stdout, stderr, fifo, record]) closeSync(descriptor);
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
