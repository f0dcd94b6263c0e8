/** One look at all objectives: what they counted, put together with what is remembered of them. Pure. */
import { budgetState, burnTiers, followBudget, frozenBy, ledgerOf, objectiveId, spending } from '@nines/slo/budgets';
import type { Block, BudgetState, Freeze, Ledger, Objective, WindowSums } from '@nines/slo';
import type { FreezeRule } from '@nines/catalog';
import { asBlock, burnWindows } from './binning.ts';
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
  /** What was counted in windows up to now, by their length in ms. */
  readonly windows: ReadonlyMap<number, RatioBy>;
  /** Undefined where they are not known. */
  readonly blocksOf: (objective: Objective) => readonly Block[] | undefined;
}

/** Longer windows hold too many increases to be added up at every look, ms. */
const LONGEST_EXACT_MS = 7_200_000;

/** How an objective stands by its figures alone. Undefined where its blocks are not known. */
export function stateOf(counted: CountedObjective, counting: Counting): BudgetState | undefined {
  const { objective, maintenance } = counted;
  const blocks = counting.blocksOf(objective);
  if (blocks === undefined) return undefined;
  const newest = newestOf(objective, counting);
  const ledger = ledgerOf(objective, newest === undefined ? blocks : [...blocks, newest], maintenance);
  const windows = windowsOf(counted).flatMap((window) => sumsOf(window, counted, ledger, counting) ?? []);
  return budgetState(objective, ledger, windows, counting.nowMs);
}

/** Nothing where nothing was observed. */
function sumsOf(
  { windowMs, lengthMs }: Window,
  { objective }: CountedObjective,
  ledger: Ledger,
  { nowMs, windows }: Counting,
): WindowSums | undefined {
  if (lengthMs <= LONGEST_EXACT_MS) {
    const sums = windows.get(lengthMs)?.get(objectiveId(objective));
    return sums && { windowMs, total: sums.total, bad: sums.bad };
  }
  const { total, bad, coveredMs } = spending(objective, ledger, { startMs: nowMs - lengthMs, endMs: nowMs });
  return coveredMs === 0 ? undefined : { windowMs, total, bad };
}

/** What was counted since the blocks end, as one; undefined where that is nothing. */
export function newestOf(objective: Objective, { lately, nowMs, untilMs }: Counting): Block | undefined {
  const sums = lately.get(objectiveId(objective));
  return sums && asBlock({ startMs: untilMs, endMs: nowMs, ...sums });
}

interface Window {
  readonly windowMs: number;
  /** For how long is looked: what is recorded less often than the window is long would be missed now and then. */
  readonly lengthMs: number;
}

/** Of the windows for which Prometheus is asked at every look, the shortest first, each once. */
export function exactLengthsOf(objectives: readonly CountedObjective[]): readonly number[] {
  const lengths = new Set(objectives.flatMap((each) => windowsOf(each).map(({ lengthMs }) => lengthMs)));
  return [...lengths].filter((lengthMs) => lengthMs <= LONGEST_EXACT_MS).sort((one, other) => one - other);
}

/** Those whose burn rates are told, the shortest first. */
function windowsOf({ objective, stepSeconds }: CountedObjective): readonly Window[] {
  const windows = burnWindows(objective);
  return windows.map((windowMs) => ({ windowMs, lengthMs: Math.max(windowMs, stepSeconds * 1_000) }));
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
