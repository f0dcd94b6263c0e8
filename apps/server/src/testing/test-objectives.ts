/** Objectives of `web`, and all that makes them stand somewhere. */
import { NinesError } from '@nines/kernel';
import { ALL_ALERTS, objectiveId } from '@nines/slo';
import type { Objective } from '@nines/slo';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import type { LookedObjective } from '../objectives/look.ts';
import { objectiveParts } from '../objectives/objective-parts.ts';
import type { ObjectiveParts } from '../objectives/objective-parts.ts';
import type { Objectives } from '../objectives/objectives.ts';
import type { WatchedObjectives } from '../objectives/watched-objectives.ts';
import { InMemoryObjectives } from './in-memory-objectives.ts';
import { SimulatedCounts } from './simulated-counts.ts';
import { VirtualClock } from './virtual-clock.ts';

export const DAY_MS = 86_400_000;

/** 99 % of the requests of a day, unless told otherwise. */
export function testObjective(changes: Partial<Objective> = {}): Objective {
  const requests = { form: 'counters', promql: 'requests_total' } as const;
  return {
    ...{ service: 'web', name: 'errors', target: '99', labels: {}, annotations: {}, alerting: ALL_ALERTS },
    period: { kind: 'rolling', lengthMs: DAY_MS },
    indicator: { kind: 'events', total: requests, part: 'bad', count: requests },
    budgeting: { method: 'occurrences' },
    place: { file: 'nines.yaml', line: 1, column: 1 },
    ...changes,
  };
}

/** A server's objectives in virtual time, which can be stopped and started. */
export class ObjectivesBench {
  readonly clock = new VirtualClock();
  readonly counts = new SimulatedCounts();
  readonly store = new InMemoryObjectives();
  readonly eventLog = new InMemoryEventLog(this.clock);
  readonly gaps: (readonly [fromMs: number, toMs: number])[] = [];
  watched: WatchedObjectives;
  /** Undefined where it is stopped. */
  parts: ObjectiveParts | undefined;
  /** Whether the database was there once. */
  isOpen = true;
  #running = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(objectives: readonly Objective[], policy: WatchedObjectives['policy'] = []) {
    const counted = objectives.map((objective) => ({ objective, maintenance: [], stepSeconds: 5 }));
    this.watched = {
      ...{ platform: 'shop', objectives: counted, policy, credits: [], retentionMs: 15 * DAY_MS },
    };
  }

  get objectives(): Objectives | undefined {
    return this.parts?.objectives;
  }

  start(): void {
    this.#running = new AbortController();
    this.parts = objectiveParts({
      counts: this.counts,
      watched: () => this.watched,
      store: () => {
        if (this.isOpen) return this.store;
        throw new NinesError('API_UNAVAILABLE', 'the database was never there');
      },
      eventLog: () => this.eventLog,
      clock: this.clock,
      log: () => undefined,
      onGap: (fromMs, toMs) => this.gaps.push([fromMs, toMs]),
    });
    this.#ended = this.parts.objectives.run(this.#running.signal);
  }

  async stop(): Promise<void> {
    this.#running.abort();
    await this.#ended;
    this.parts = undefined;
  }

  /** As far as it is known now. */
  looked(objective: Objective): LookedObjective | undefined {
    return this.objectives?.looked?.find((each) => objectiveId(each.objective) === objectiveId(objective));
  }
}
