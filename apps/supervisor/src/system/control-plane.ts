/** The control plane: the server that watches and decides, and the database that it remembers in. */
import type { PlannedWorkload, SystemMeans } from '@nines/runtime-process';
import { ownWorkload } from './own-workload.ts';

/** Name of the control plane's database workload. */
const STATE = 'nines-state';
/** Name of the control plane's server workload. */
export const SERVER = 'nines-server';

const LOOPBACK = '127.0.0.1';

export interface ControlPlaneOptions {
  readonly means: SystemMeans;
  readonly stateDirectory: string;
  /** The server's program. */
  readonly serverEntry: string;
  /** The supervisor's. */
  readonly controlSocket: string;
  readonly baseEnvironment: Readonly<Record<string, string>>;
  /** Where people find the API; undefined: anywhere. */
  readonly serverPort: number | undefined;
}

export async function controlPlane(options: ControlPlaneOptions): Promise<readonly PlannedWorkload[]> {
  const { databaseUrl } = options.means;
  if (databaseUrl !== null) return [await server(options, databaseUrl, [])];
  const { url, workload } = await state(options);
  return [workload, await server(options, url, [STATE])];
}

async function state({ means }: ControlPlaneOptions): Promise<{ url: string; workload: PlannedWorkload }> {
  const engine = means.postgres(STATE, 'nines');
  const port = await means.port(STATE);
  const workload = ownWorkload({
    name: STATE,
    revision: means.revision,
    argv: engine.argv(port),
    env: engine.env,
    cwd: engine.cwd,
    port,
    stopSignal: 'SIGINT',
    ...(engine.user && { user: engine.user }),
    engine,
  });
  return { url: engine.url(LOOPBACK, port), workload };
}

/**
 * For V8. What an idle server needs is little, and the first second of a storm makes much garbage: the heap may grow to two
 * and a half times of what is alive before all of it is looked through, which holds up everybody for some 45 ms.
 */
const HEAP = ['--max-semi-space-size=8', '--heap-growing-percent=150'];

/** For glibc, which keeps what large documents took once; 128 KiB and more go back at once. */
const THRIFTY = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' } as const;

async function server(
  options: ControlPlaneOptions,
  databaseUrl: string,
  dependsOn: readonly string[],
): Promise<PlannedWorkload> {
  const { means, stateDirectory, serverEntry, controlSocket, baseEnvironment, serverPort } = options;
  const port = serverPort ?? (await means.port(SERVER));
  return ownWorkload({
    name: SERVER,
    revision: means.revision,
    argv: [process.execPath, ...HEAP, serverEntry],
    env: {
      ...baseEnvironment,
      ...THRIFTY,
      // Node would put compiled code into /tmp.
      NODE_COMPILE_CACHE: `${stateDirectory}/cache`,
      PORT: String(port),
      NINES_STATE_DIRECTORY: stateDirectory,
      NINES_CONTROL_SOCKET: controlSocket,
      DATABASE_URL: databaseUrl,
    },
    cwd: stateDirectory,
    port,
    probes: { readiness: '/readyz', liveness: '/livez' },
    dependsOn,
    url: `http://${LOOPBACK}:${port}`,
  });
}
