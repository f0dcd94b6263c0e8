/** Whether a target is to be another one, judged by how the last periods went. */
import { observationUnits } from '../objective/measure.ts';
import type { Objective } from '../objective/objective.ts';
import { budgetRatio, normaliseTarget } from '../objective/target.ts';
import { percentage } from './percentage.ts';
import type { ReviewedPeriod } from './reviewed-period.ts';
import type { DayOfSpending } from './worst-days.ts';

export interface Proposal {
  /** `fix`: leave the target as it is, and see to what broke it. */
  readonly kind: 'tighten' | 'relax' | 'fix' | 'keep';
  /** In percent, where another one is proposed. */
  readonly target: string | null;
  /** Why; whole sentences. */
  readonly reason: string;
}

/** So many periods in a row have to say the same before a promise is made that says more. */
export const PERIODS = 3;

/** So many of them have to be broken before one is made that says less. */
const BROKEN_PERIODS = 2;

/** A promise of which less than this is spent, period after period, says too little. */
const HARDLY_SPENT = 0.25;

/** What a tighter target would have spent in the worst of the periods, at most. */
const SPENT_AFTERWARDS = 0.5;

/** A budget has to have room for some bad observations, or luck decides. */
const FEWEST_ALLOWED = 5;

/** The steps in which promises are usually made, in percent. */
const STEPS = ['90', '95', '98', '99', '99.5', '99.8', '99.9', '99.95', '99.98', '99.99', '99.995', '99.999'] as const;

/**
 * What to do about a target; never empty.
 *
 * Tighter, where less than 25 % was spent in each of the last three periods: the next usual step if the worst of them
 * would have spent no more than half of it, else the level at which it would have spent half. Laxer, where two of them
 * were broken: the next usual step, or level, that all would have kept. Where the reviewed one was broken, what broke it.
 *
 * @param periods - the reviewed one first, then those before it
 * @param days - the worst of the reviewed one
 */
export function proposalsFor(
  objective: Objective,
  periods: readonly ReviewedPeriod[],
  days: readonly DayOfSpending[],
): readonly Proposal[] {
  const telling = periods.slice(0, PERIODS).filter(({ isTelling }) => isTelling);
  const [reviewed] = periods;
  if (reviewed === undefined || telling.length === 0) return [keep('Too little was measured to judge by.')];
  const broken = telling.filter(({ budgetSpentRatio }) => budgetSpentRatio > 1);
  if (broken.length >= BROKEN_PERIODS) return [...fixes(reviewed, days), relaxed(telling, broken.length)];
  if (reviewed.budgetSpentRatio > 1) return fixes(reviewed, days);
  const isSlack = telling.every(({ budgetSpentRatio }) => budgetSpentRatio < HARDLY_SPENT);
  if (!isSlack) return [keep('The budget is neither left over nor overspent, period after period.')];
  if (telling.length < PERIODS) {
    return [keep(`Hardly any budget was spent, but it takes ${PERIODS} periods that were measured to judge by.`)];
  }
  return [tightened(objective, telling)];
}

function tightened(objective: Objective, periods: readonly ReviewedPeriod[]): Proposal {
  const worst = Math.max(...periods.map(({ errorRatio }) => errorRatio));
  const spent = `Less than ${percentage(HARDLY_SPENT, 0)} of the budget was spent in each of the last ${PERIODS} periods`;
  const fewest = Math.min(...periods.map(({ total }) => total)) / observationUnits(objective);
  const next = STEPS.find((step) => budgetRatio(step) < budgetRatio(objective.target));
  const nextHolds = next !== undefined && worst <= SPENT_AFTERWARDS * budgetRatio(next);
  const target = nextHolds ? next : levelFor(worst / SPENT_AFTERWARDS);
  if (target === undefined || fewest * budgetRatio(target) < FEWEST_ALLOWED) {
    return keep(`${spent}, but too little happens for a tighter target to tell failure from luck.`);
  }
  const afterwards = percentage(worst / budgetRatio(target), 0);
  return { kind: 'tighten', target, reason: `${spent}. The worst of them would have spent ${afterwards} of this one.` };
}

function relaxed(periods: readonly ReviewedPeriod[], broken: number): Proposal {
  const worst = Math.max(...periods.map(({ errorRatio }) => errorRatio));
  const target = STEPS.findLast((step) => worst <= budgetRatio(step)) ?? levelFor(worst);
  const reason = `${broken} of the last ${periods.length} periods were broken; all of them would have kept this target.`;
  return target === undefined ? keep('No target would have been kept.') : { kind: 'relax', target, reason };
}

function fixes({ budgetSpentRatio }: ReviewedPeriod, days: readonly DayOfSpending[]): readonly Proposal[] {
  if (budgetSpentRatio <= 1) return [];
  const share = percentage(
    days.reduce((sum, day) => sum + day.shareOfSpent, 0),
    0,
  );
  const list = days.map(({ day }) => day).join(', ');
  const spent = `${percentage(budgetSpentRatio, 0)} of the budget was spent`;
  return [{ kind: 'fix', target: null, reason: `${spent}, ${share} of that on ${list}: see what happened there.` }];
}

function keep(reason: string): Proposal {
  return { kind: 'keep', target: null, reason };
}

/** The target that allows an error ratio, which is rounded up to two digits: 0.001147 -> `99.88`. */
function levelFor(errorRatio: number): string | undefined {
  const percent = errorRatio * 100;
  const decimals = Math.max(1 - Math.floor(Math.log10(percent)), 0);
  if (percent <= 0 || decimals > 12) return undefined;
  // What is rounding is not rounded up.
  const allowed = Math.ceil(percent * 10 ** decimals - 1e-9) / 10 ** decimals;
  return normaliseTarget((100 - allowed).toFixed(decimals));
}
