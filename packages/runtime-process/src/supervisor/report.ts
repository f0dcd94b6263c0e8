/** Puts together what the control socket tells about a platform. */
import type { Clock } from '@nines/kernel';
import type { PlatformReport, Problem } from '../control/contract.ts';
import { desiredReplicas, rollsOf } from '../core/views.ts';
import type { SlotView } from '../core/model.ts';
import type { PlannedWorkload } from './plan.ts';
import type { Plan } from './planner.ts';
import { problemsOf } from './problems.ts';
import { platformStatus } from './status.ts';
import type { Supervisor } from './supervisor.ts';
import type { UsageBoard } from './usage.ts';

export interface ReportSource {
  readonly plan: Plan | undefined;
  readonly workloads: readonly PlannedWorkload[];
  readonly supervisor: Supervisor;
  readonly clock: Clock;
  readonly stateDirectory: string;
  readonly guardPid: () => number | null;
  readonly usage: UsageBoard;
  /** From the first apply to everything ready, ms; null before that. */
  readonly readyAfterMs: number | null;
  readonly wasReady: boolean;
  /** Troubles of the data plane. */
  readonly trafficProblems: () => readonly Problem[];
}

export async function platformReport(source: ReportSource): Promise<PlatformReport> {
  const { supervisor, usage, workloads, clock } = source;
  const guardPid = source.guardPid();
  await usage.refresh(supervisor.processes, guardPid === null ? [process.pid] : [guardPid, process.pid]);
  const troubles = source.trafficProblems();
  const status = platformStatus({
    platform: source.plan?.catalog.name ?? '',
    workloads,
    views: supervisor.views,
    desired: (name) => desiredReplicas(supervisor.state, name) ?? 0,
    facts: (view) => factsOf(view, source),
    wallTime: (monotonicMs) => wallTime(clock, monotonicMs),
    wasReady: source.wasReady,
    troubled: troubles.length > 0,
  });
  const problems = [...problemsOf(status), ...troubles];
  const { rolling, stalled } = rollsOf(supervisor.state);
  return {
    status,
    supervisor: {
      pid: process.pid,
      guardPid,
      startedAt: wallTime(clock, startOfThisProcess(clock)),
    },
    stateDirectory: source.stateDirectory,
    readyAfterMs: source.readyAfterMs,
    memoryBytes: usage.totalMemoryBytes,
    openings: source.plan === undefined ? [] : openingsOf(source.plan),
    rolling,
    stalled: stalled.map((service) => ({ service, reason: reasonOf(service, problems) })),
    problems,
  };
}

function factsOf(
  view: SlotView,
  { supervisor, usage }: ReportSource,
): {
  pid: number | null;
  port: number | null;
  cpuCores: number | null;
  memoryBytes: number | null;
} {
  const found = supervisor.processOf(view);
  const figures = found === undefined ? undefined : usage.of(found.instance.pid);
  return {
    pid: found?.instance.pid ?? null,
    port: found?.port ?? null,
    cpuCores: figures?.cpuCores ?? null,
    memoryBytes: figures?.memoryBytes ?? null,
  };
}

/** The problem of the instance that does not get ready. */
function reasonOf(service: string, problems: readonly Problem[]): string {
  const own = problems.find(({ subject }) => subject.replace(/-\d+$/, '') === service);
  return own === undefined ? 'its new instance is not ready' : `${own.subject} ${own.message}`;
}

/** The wall clock may have jumped meanwhile; what counts is how long ago it was. */
function wallTime(clock: Clock, monotonicMs: number): string {
  return new Date(clock.now() - (clock.monotonicMs() - monotonicMs)).toISOString();
}

function startOfThisProcess(clock: Clock): number {
  return clock.monotonicMs() - process.uptime() * 1_000;
}

function openingsOf({ catalog }: Plan): PlatformReport['openings'] {
  return catalog.services.flatMap(({ name, ingress }) => {
    if (ingress === undefined) return [];
    const path = ingress.paths.includes('/') ? '/' : (ingress.paths[0] ?? '/');
    const { httpPort, httpsPort } = catalog.ingress;
    const [scheme, port] = ingress.tls ? ['https', httpsPort] : ['http', httpPort];
    return [{ service: name, url: `${scheme}://${ingress.host}:${port}${path}` }];
  });
}
