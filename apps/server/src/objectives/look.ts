/** One look at all objectives: what they counted, put together with what is remembered of them. Pure. */
import { budgetState, burnTiers, followBudget, frozenBy, ledgerOf, objectiveId } from '@nines/slo';
import type { Block, BudgetState, Freeze, Objective, WindowSums } from '@nines/slo';
import type { FreezeRule } from '@nines/catalog';
import { asBlock } from './binning.ts';
import type { CountedBy, RatioBy } from './counts.ts';
import type { CountedObjective } from './counted-periods.ts';
import { isSameStanding } from './standing.ts';
import type { Frozen, RememberedStanding, StandingChange } from './standing.ts';
import type { StandingObjective } from './standings.ts';

/** An objective as it stood at the last look. */
export interface LookedObjective {
  readonly objective: Objective;
  /** Undefined where its past is not known. */
  readonly state: BudgetState | undefined;
  /** Undefined before it was decided. */
  readonly standing: RememberedStanding | undefined;
}

export interface Counting {
  readonly nowMs: number;
  /** Since when `lately` counts: the blocks end there. */
  readonly untilMs: number;
  readonly lately: CountedBy;
  /** By length in ms. */
  readonly windows: ReadonlyMap<number, RatioBy>;
  /** Undefined where they are not known. */
  readonly blocksOf: (objective: Objective) => readonly Block[] | undefined;
}

/** How an objective stands by its figures alone. Undefined where its blocks are not known. */
export function stateOf({ objective, maintenance }: CountedObjective, counting: Counting): BudgetState | undefined {
  const { blocksOf, nowMs, windows } = counting;
  const blocks = blocksOf(objective);
  if (blocks === undefined) return undefined;
  const key = objectiveId(objective);
  const newest = newestOf(objective, counting);
  const all = newest === undefined ? blocks : [...blocks, newest];
  const burning = windowsOf(objective).flatMap((windowMs): readonly WindowSums[] => {
    const sums = windows.get(windowMs)?.get(key);
    return sums === undefined ? [] : [{ windowMs, total: sums.total, bad: sums.bad }];
  });
  return budgetState(objective, ledgerOf(objective, all, maintenance), burning, nowMs);
}

/** What was counted since the blocks end, as one; undefined where that is nothing. */
export function newestOf(objective: Objective, { lately, nowMs, untilMs }: Counting): Block | undefined {
  const sums = lately.get(objectiveId(objective));
  return sums && asBlock({ startMs: untilMs, endMs: nowMs, ...sums });
}

/** Of the windows whose burn rates are told, the shortest first, each once. */
export function lengthsOf(objectives: readonly CountedObjective[]): readonly number[] {
  const lengths = new Set(objectives.flatMap(({ objective }) => windowsOf(objective)));
  return [...lengths].sort((one, other) => one - other);
}

function windowsOf({ period }: Objective): readonly number[] {
  return burnTiers(period).flatMap(({ longMs, shortMs }) => [longMs, shortMs]);
}

/**
 * How long it takes until nothing is left of the budget, if it goes on as in the longer window of the fastest pair, an
 * hour for a month; undefined where that does not happen within the period, or nobody knows.
 */
export function exhaustionMs({ objective, state }: Omit<LookedObjective, 'standing'>): number | undefined {
  const [fastest] = burnTiers(objective.period);
  const atMs = state?.burns.find(({ windowMs }) => windowMs === fastest?.longMs)?.exhaustedAtMs;
  return state === undefined || atMs === undefined || atMs === null ? undefined : Math.max(atMs - state.nowMs, 0);
}

/** What changed. */
export type Change = Omit<StandingChange, 'platform' | 'nowMs'>;

/** Those whose figures are known, and that something is to be remembered of. */
export function changesOf(looked: readonly LookedObjective[], policy: readonly FreezeRule[]): readonly Change[] {
  const followed = looked.flatMap(({ objective, state, standing: before }) => {
    if (state === undefined) return [];
    return [{ objective, state, before, ...followBudget(objective, before, state) }];
  });
  const frozen = frozenBy(policy, followed, followed.flatMap(freezesOf));
  return followed
    .map(({ objective, state, before, standing, events }) => ({
      ...{ objective, before, events },
      after: { ...standing, frozen: frozenFor(objective, frozen) },
      remainingRatio: 1 - state.wholePeriodSpentRatio,
    }))
    .filter(({ before, after }) => !isSameStanding(before, after));
}

/** What is frozen for an objective that is no more is released. */
export function releaseOf({ objective, standing }: StandingObjective): Change {
  return { objective, before: standing, after: { ...standing, frozen: [] }, events: [], remainingRatio: null };
}

function freezesOf({
  objective,
  before,
}: {
  objective: Objective;
  before: RememberedStanding | undefined;
}): readonly Freeze[] {
  const { service, name: slo } = objective;
  return (before?.frozen ?? []).map((each) => ({ service, slo, ...each }));
}

function frozenFor({ service, name }: Objective, frozen: readonly Freeze[]): readonly Frozen[] {
  const here = frozen.filter((each) => each.service === service && each.slo === name);
  return here.map(({ what, rule }) => ({ what, rule }));
}
