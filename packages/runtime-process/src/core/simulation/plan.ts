/** What a random sequence consists of: some workloads, and what is done to them when. Plain data, so it can shrink. */
import type { ProbeRule, WorkloadSpec } from '../model.ts';
import { chanceFrom, type Chance } from './chance.ts';

export const DISTURBANCES = [
  'crash',
  'crash-all',
  'hang',
  'stop-signal',
  'spin',
  'free',
  'overload',
  'scale',
  'restart',
  'change',
  'change-back',
  'break',
  'remove',
  'add',
  'supervisor-crash',
  'supervisor-crash-midway',
  'supervisor-crash-unwritten',
  'record-write-lost',
  'record-lost',
  'clock-back',
  'stale-reports',
] as const;

export type DisturbanceKind = (typeof DISTURBANCES)[number];

export interface Disturbance {
  readonly kind: DisturbanceKind;
  readonly afterMs: number;
  /** Which workload or process it hits, 0-1. */
  readonly where: number;
  /** How much, 0-1. */
  readonly amount: number;
}

/**
 * How a workload behaves while a dependency is away: `independent` does not care, `honest` answers that it is not
 * ready, `blocking` waits for it and answers nothing, without using CPU.
 */
export type Manner = 'independent' | 'honest' | 'blocking';

export interface PlannedWorkload {
  readonly spec: WorkloadSpec;
  readonly manner: Manner;
}

export interface Plan {
  readonly seed: number;
  readonly workloads: readonly PlannedWorkload[];
  readonly disturbances: readonly Disturbance[];
  /** Shut down in the middle of the trouble, and lose the supervisor on the way. */
  readonly abrupt: boolean;
}

const NAMES = ['db', 'auth', 'api', 'web'] as const;

/** The plan that belongs to a seed. */
export function planFrom(seed: number): Plan {
  const chance = chanceFrom(seed);
  const names = NAMES.slice(0, chance.whole(1, NAMES.length));
  const workloads = names.map((name, index) => planWorkload(chance, name, NAMES.slice(0, index)));
  const disturbances = Array.from({ length: chance.whole(1, 14) }, () => planDisturbance(chance));
  return { seed, workloads, disturbances, abrupt: chance.happens(0.15) };
}

function planWorkload(chance: Chance, name: string, before: readonly string[]): PlannedWorkload {
  const exclusive = chance.happens(0.2);
  const spec: WorkloadSpec = {
    name,
    revision: 'r0',
    replicas: exclusive ? 1 : chance.whole(1, 3),
    dependsOn: before.filter(() => chance.happens(0.5)),
    probes: planProbes(chance),
    restart: { initialMs: 100, capMs: chance.happens(0.2) ? 30_000 : 1_000 },
    graceMs: chance.whole(0, 1_000),
    drainTimeoutMs: chance.happens(0.3) ? 0 : chance.whole(1, 500),
    exclusive,
  };
  const manner = (['independent', 'honest', 'blocking'] as const)[chance.whole(0, 2)] ?? 'independent';
  return { spec, manner };
}

function planProbes(chance: Chance): WorkloadSpec['probes'] {
  const rule = (periodMs: number): ProbeRule => ({ periodMs, timeoutMs: 900, failureThreshold: chance.whole(2, 3) });
  return {
    ...(chance.happens(0.5) ? { startup: rule(500) } : {}),
    ...(chance.happens(0.8) ? { readiness: rule(1_000) } : {}),
    ...(chance.happens(0.7) ? { liveness: rule(chance.happens(0.5) ? 2_000 : 10_000) } : {}),
  };
}

function planDisturbance(chance: Chance): Disturbance {
  return {
    kind: DISTURBANCES[chance.whole(0, DISTURBANCES.length - 1)] ?? 'crash',
    afterMs: chance.happens(0.4) ? chance.between(0, 60) : chance.between(0, 3_000),
    where: chance.next(),
    amount: chance.next(),
  };
}
