/** What is remembered of an objective in the database, and which events explain a change of it. Pure. */
import { FREEZABLE } from '@nines/catalog/vocabulary';
import type { Freezable } from '@nines/catalog';
import { platformEventId } from '@nines/kernel';
import type { NewEvent } from '@nines/kernel';
import { objectiveId } from '@nines/slo/budgets';
import type { BudgetEvent, BudgetStanding, Objective } from '@nines/slo';
import { z } from 'zod';

/** What is not done any more, and by which rule of the policy. */
export interface Frozen {
  readonly what: Freezable;
  /** Its position. */
  readonly rule: number;
}

export interface RememberedStanding extends BudgetStanding {
  readonly frozen: readonly Frozen[];
}

const schema = z.object({
  status: z.enum(['ok', 'at-risk', 'exhausted']),
  sinceMs: z.number(),
  frozen: z.array(z.object({ what: z.enum(FREEZABLE), rule: z.number() })),
});

/** Undefined for what another version of Nines wrote and this one does not understand. */
export function readStanding(state: unknown): RememberedStanding | undefined {
  return schema.safeParse(state).data;
}

export type ObjectiveName = Pick<Objective, 'service' | 'name'>;

export interface StandingChange {
  readonly platform: string;
  readonly objective: ObjectiveName;
  readonly before: RememberedStanding | undefined;
  readonly after: RememberedStanding;
  /** Of the status. */
  readonly events: readonly BudgetEvent[];
  /** Share of the period's budget that is left; null where the objective is no more. */
  readonly remainingRatio: number | null;
  readonly nowMs: number;
}

/** Whether there is nothing to remember. */
export function isSameStanding(one: RememberedStanding | undefined, other: RememberedStanding): boolean {
  return one?.status === other.status && JSON.stringify(one.frozen) === JSON.stringify(other.frozen);
}

/** What happened, in the order of cause and effect. */
export function eventsOf(change: StandingChange): readonly NewEvent[] {
  const [was, is] = [thingsOf(change.before), thingsOf(change.after)];
  return [
    ...change.events.map(({ type, data }) => eventOf(change, type, { ...data })),
    ...freezing(
      change,
      'budget.frozen',
      is.filter((what) => !was.includes(what)),
    ),
    ...freezing(
      change,
      'budget.released',
      was.filter((what) => !is.includes(what)),
    ),
  ];
}

/** Each once, whatever the number of rules. */
function thingsOf(standing: RememberedStanding | undefined): readonly Freezable[] {
  return FREEZABLE.filter((thing) => standing?.frozen.some(({ what }) => what === thing));
}

function freezing(change: StandingChange, type: string, what: readonly Freezable[]): readonly NewEvent[] {
  if (what.length === 0) return [];
  const { objective, remainingRatio } = change;
  return [eventOf(change, type, { service: objective.service, slo: objective.name, what, remainingRatio })];
}

/** Told twice, it is one event. */
function eventOf({ platform, objective, nowMs }: StandingChange, type: string, data: NewEvent['data']): NewEvent {
  const subject = objectiveId(objective);
  const time = new Date(nowMs).toISOString();
  return { id: platformEventId(type, platform, `${subject}:${time}`), type, source: 'server', subject, time, data };
}
