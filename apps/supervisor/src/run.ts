/** Parse, construct, run, shut down. */
import { join } from 'node:path';
import { hasCode, messageOf } from '@nines/kernel';
import { createMeshClient } from '@nines/mesh';
import {
  certificatesDirectory,
  controlSocketPath,
  createPlatform,
  EXIT_DO_NOT_RETRY,
  lockPlatform,
  socketDirectory,
  startControlServer,
} from '@nines/runtime-process';
import { systemClock } from '@nines/system-clock';
import type { CreatePlatformOptions } from '@nines/runtime-process';
import { baseEnvironment } from './base-environment.ts';
import { IngressCertificate } from './ingress-certificate.ts';
import { certificateIssuer } from './issue-certificates.ts';
import { keepGuarded } from './keep-guarded.ts';
import { createLog } from './log.ts';
import type { Log } from './log.ts';
import { MeshTraffic } from './mesh-traffic.ts';
import { parseOptions } from './options.ts';
import type { SupervisorOptions } from './options.ts';
import { checkPorts } from './preflight.ts';
import { behindMesh, systemWorkloads } from './system-workloads.ts';
import { watchers } from './system/watchers.ts';

/** A supervisor that is asked for nothing within this time was started by somebody who went away, ms. */
const IDLE_MS = 30_000;

/** Trying again would meet the same. */
const HOPELESS = [
  'STATE_LOCKED',
  'STATE_NEWER_VERSION',
  'STATE_UNWRITABLE',
  'STATE_CORRUPT',
  'STATE_SOCKET_DIRECTORY',
  'SUPERVISOR_BAD_ARGUMENTS',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** Supervises until everything is stopped, then ends the process. */
export async function run(argv: readonly string[], environment: Environment): Promise<void> {
  process.stdout.on('error', () => undefined); // a full disk costs lines, not supervision
  const log = createLog(
    (line) => process.stdout.write(line),
    () => systemClock.now(),
  );
  try {
    await supervise(argv, environment, log);
  } catch (error) {
    log('supervisor failed', { reason: messageOf(error) });
    process.exit(HOPELESS.some((code) => hasCode(error, code)) ? EXIT_DO_NOT_RETRY : 1);
  }
}

async function supervise(argv: readonly string[], environment: Environment, log: Log): Promise<void> {
  const options = parseOptions(argv);
  const uid = process.getuid?.() ?? 0;
  const { stateDirectory } = options;
  await lockPlatform(stateDirectory, `supervisor, pid ${process.pid}`);
  const command = [process.execPath, ...process.execArgv, process.argv[1] ?? '', ...argv];
  const guard = keepGuarded({ stateDirectory, command }, environment, log);
  const { platform, close } = createPlatform(
    platformOptions({ ...options, uid, environment, guardPid: guard.pid, log }),
  );
  const server = await startControlServer({
    socketPath: controlSocketPath(stateDirectory, uid),
    target: platform,
    onUnexpectedError: (error) => {
      log('control call failed', { reason: error instanceof Error ? error.stack : String(error) });
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void platform.shutdown());
  await platform.restore();
  log('supervising', { pid: process.pid, stateDirectory });
  setTimeout(() => {
    if (platform.isIdle) void platform.shutdown();
  }, IDLE_MS).unref();
  await platform.stopped;
  server.close();
  await close();
  guard.dismiss();
  // The lock goes with the process: whoever sees it free sees nothing of us any more.
  process.exit(0);
}

interface PlatformSetting extends SupervisorOptions {
  readonly uid: number;
  readonly environment: Environment;
  readonly guardPid: () => number | null;
  readonly log: Log;
}

function platformOptions(setting: PlatformSetting): CreatePlatformOptions {
  const { stateDirectory, meshEntry, certificatesEntry, serverEntry, uid, environment, guardPid, log } = setting;
  const inherited = baseEnvironment(environment);
  const meshSocket = (slot: string): string => join(socketDirectory(stateDirectory, uid), `${slot}.sock`);
  const certificates = certificatesDirectory(stateDirectory);
  return {
    clock: systemClock,
    stateDirectory,
    uid,
    guardPid,
    log,
    baseEnvironment: inherited,
    preflight: checkPorts,
    traffic: (supervisor) =>
      new MeshTraffic({
        client: (slot) => createMeshClient(meshSocket(slot)),
        clock: systemClock,
        certificate: new IngressCertificate({
          directory: certificates,
          issue: certificateIssuer(certificatesEntry, certificates),
          clock: systemClock,
          onTrouble: log,
        }),
        portOf: (view) => supervisor().processOf(view)?.port ?? null,
        onTrouble: log,
      }),
    workloads: async (plan, means) => [
      ...behindMesh(plan),
      ...systemWorkloads({
        stateDirectory,
        meshEntry,
        meshSocket,
        baseEnvironment: inherited,
        revision: means.revision,
      }),
      ...(await watchers(plan, {
        means,
        stateDirectory,
        serverEntry,
        controlSocket: controlSocketPath(stateDirectory, uid),
        baseEnvironment: inherited,
      })),
    ],
  };
}
