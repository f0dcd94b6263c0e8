/** Probes as the plan has them, asked of the instances that supervision has. */
import type { Clock } from '@nines/kernel';
import type { Input, SlotView } from '../core/model.ts';
import { ProbeScheduler } from '../probes/probe-scheduler.ts';
import type { ProbeSchedulerOptions } from '../probes/probe-scheduler.ts';
import { readProgress } from '../proc/usage.ts';
import { probeRequest } from './probe-request.ts';
import type { Supervisor } from './supervisor.ts';

export interface ProberOptions {
  readonly clock: Clock;
  /** Made after the prober. */
  readonly supervisor: () => Supervisor;
  readonly report: (input: Input) => void;
}

export function createProber({ clock, supervisor, report }: ProberOptions): ProbeScheduler {
  const ask: ProbeSchedulerOptions['plan'] = (view, kind) => {
    const workload = supervisor().workloadOf(view);
    const probe = workload?.probes[kind];
    const found = supervisor().processOf(view);
    if (workload === undefined || probe === undefined || found === undefined) return undefined;
    const request = probeRequest(workload, probe, { slot: view.slot, port: found.port });
    return request && { request, rule: probe };
  };
  const progress = (view: SlotView): ReturnType<typeof readProgress> => {
    const found = supervisor().processOf(view);
    return found && readProgress(found.instance.pid);
  };
  return new ProbeScheduler({ clock, plan: ask, progress, report });
}
