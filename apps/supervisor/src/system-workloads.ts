/** Nines' own workloads: started, probed and restarted by the same mechanism as any service. */
import { launchContent, meshDirectory, probeRules, secretFile } from '@nines/runtime-process';
import type { LaunchTemplate, Plan, PlannedWorkload } from '@nines/runtime-process';

/** Name of the workload that carries the traffic. */
export const MESH = 'mesh';

export interface SystemOptions {
  readonly stateDirectory: string;
  readonly meshEntry: string;
  /** The control socket of the process in a slot: while one mesh replaces another there are two. */
  readonly meshSocket: (slot: string) => string;
  readonly baseEnvironment: Readonly<Record<string, string>>;
  readonly revision: (content: unknown) => string;
}

const READINESS = {
  target: { kind: 'http', path: '/readyz' },
  periodMs: 1_000,
  timeoutMs: 1_000,
  failureThreshold: 3,
} as const;
const LIVENESS = {
  target: { kind: 'http', path: '/livez' },
  periodMs: 10_000,
  timeoutMs: 1_000,
  failureThreshold: 3,
} as const;

export function systemWorkloads(options: SystemOptions): readonly PlannedWorkload[] {
  return [meshWorkload(options)];
}

/** Whoever calls others through the mesh needs it to be there first; what is called needs nothing. */
export function behindMesh({ edges, workloads }: Plan): readonly PlannedWorkload[] {
  const callers = new Set(edges.map(({ from }) => from));
  return workloads.map((workload) => {
    const { spec } = workload;
    return callers.has(spec.name) ? { ...workload, spec: { ...spec, dependsOn: [...spec.dependsOn, MESH] } } : workload;
  });
}

function meshWorkload(options: SystemOptions): PlannedWorkload {
  const launch = meshTemplate(options);
  const probes = { startup: READINESS, readiness: READINESS, liveness: LIVENESS };
  return {
    spec: {
      name: MESH,
      revision: options.revision(launchContent(launch)),
      replicas: 1,
      dependsOn: [],
      probes: probeRules(probes),
      restart: { initialMs: 100, capMs: 5_000 },
      // Longer than the mesh itself takes to give up on what is under way.
      graceMs: 15_000,
      drainTimeoutMs: 0,
      // Two listen at the same addresses while one takes over from the other.
      exclusive: false,
    },
    kind: 'service',
    system: true,
    minReplicas: 1,
    maxReplicas: 1,
    url: null,
    launch,
    probes,
  };
}

function meshTemplate({ stateDirectory, meshEntry, meshSocket, baseEnvironment }: SystemOptions): LaunchTemplate {
  return {
    program: ({ slot, port }) => ({
      argv: [process.execPath, '--max-semi-space-size=8', meshEntry],
      env: {
        ...baseEnvironment,
        // Many short-lived buffers: one arena of the C library instead of one a thread keeps half the memory.
        MALLOC_ARENA_MAX: '1',
        // Node would put compiled code into /tmp.
        NODE_COMPILE_CACHE: `${stateDirectory}/cache`,
        PORT: String(port ?? ''),
        NINES_MESH_CONTROL: meshSocket(slot),
        NINES_MESH_STATE: meshDirectory(stateDirectory),
        NINES_MESH_LOAD_KEY_FILE: secretFile(stateDirectory, 'NINES_LOAD_KEY'),
      },
    }),
    cwd: stateDirectory,
    listens: { kind: 'assigned' },
    stopSignal: 'SIGTERM',
    limits: {},
  };
}
