/** One of Nines' own workloads: a single instance on a port that is kept. */
import type { Probe } from '@nines/catalog';
import { launchContent, probeRules } from '@nines/runtime-process';
import type { LaunchTemplate, PlannedWorkload } from '@nines/runtime-process';

export interface OwnWorkload {
  readonly name: string;
  readonly revision: (content: unknown) => string;
  /** Program and words; the port is known, because it is kept. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly port: number;
  /** Path that answers 200 when it may be used, and another while it is not stuck. @defaultValue the port is open */
  readonly probes?: { readonly readiness: string; readonly liveness: string };
  readonly dependsOn?: readonly string[];
  /** @defaultValue 'SIGTERM' */
  readonly stopSignal?: NodeJS.Signals;
  readonly user?: LaunchTemplate['user'];
  readonly engine?: PlannedWorkload['engine'];
  /** What people open; null where nobody does. @defaultValue null */
  readonly url?: string | null;
}

const READINESS = { periodMs: 1_000, timeoutMs: 1_000, failureThreshold: 3 };
const STARTUP = { ...READINESS, failureThreshold: 60 };
const LIVENESS = { periodMs: 10_000, timeoutMs: 1_000, failureThreshold: 3 };

/** Restarted soon: what watches must not be away for long. */
const RESTART = { initialMs: 100, capMs: 5_000 };

/** Between the stop signal and SIGKILL, ms: long enough for a database to write down what it has. */
const GRACE_MS = 10_000;

export function ownWorkload(own: OwnWorkload): PlannedWorkload {
  const { name, argv, env, cwd, port, dependsOn = [], stopSignal = 'SIGTERM', user, engine, url = null } = own;
  const launch: LaunchTemplate = {
    program: () => ({ argv, env }),
    cwd,
    listens: { kind: 'fixed', port },
    stopSignal,
    limits: {},
    ...(user && { user }),
  };
  const probes = probesOf(own);
  return {
    spec: {
      name,
      revision: own.revision({ ...launchContent(launch), probes }),
      replicas: 1,
      dependsOn,
      probes: probeRules(probes),
      restart: RESTART,
      graceMs: GRACE_MS,
      drainTimeoutMs: 0,
      exclusive: true,
    },
    kind: engine === undefined ? 'service' : 'engine',
    system: true,
    minReplicas: 1,
    maxReplicas: 1,
    url,
    launch,
    probes,
    ...(engine && { engine }),
  };
}

function probesOf({ probes }: OwnWorkload): PlannedWorkload['probes'] {
  const readiness: Probe['target'] = probes === undefined ? { kind: 'tcp' } : { kind: 'http', path: probes.readiness };
  return {
    startup: { target: readiness, ...STARTUP },
    readiness: { target: readiness, ...READINESS },
    ...(probes && { liveness: { target: { kind: 'http', path: probes.liveness }, ...LIVENESS } }),
  };
}
