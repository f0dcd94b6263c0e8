/** One objective for people: how it stands, how fast its budget burns, how its last days were. */
import type { ObjectiveDetails } from '@nines/api';
import { formatDuration } from '@nines/kernel';
import type { Output } from '../output.ts';
import { plainTable } from '../status-table.ts';
import { statusText } from './objective-table.ts';
import { attainmentText, bar, budgetText, errorText, NOTHING, promiseText } from './objective-texts.ts';

type Colors = Output['colors'];
type State = NonNullable<ObjectiveDetails['state']>;

const BAR_WIDTH = 20;
const UNITS = { events: 'events', time: 'seconds' } as const;

export function objectiveDetails(objective: ObjectiveDetails, colors: Colors): string {
  const { description, history, name, service, state, tiers } = objective;
  const known = sinceKnown(history);
  const title = `${colors.bold(`${service}/${name}`)} promises ${promiseText(objective)}, by ${objective.measuredBy}`;
  return [
    description === null ? title : `${title}\n${description}`,
    standing(objective, colors),
    ...(state === null ? ['its past is not known yet'] : [figures(state, objective.measuredBy, colors)]),
    ...(state === null || state.burns.length === 0 ? [] : [burnTable(state.burns, colors)]),
    tierTable(tiers, colors),
    ...(known.length === 0 ? [] : [historyTable(known, objective.period, colors)]),
  ].join('\n\n');
}

function standing({ frozen, since, status }: ObjectiveDetails, colors: Colors): string {
  const about = status === null ? 'not decided yet' : statusText(status, colors);
  const line = `status  ${about}${since === null ? '' : `, since ${since}`}`;
  return frozen.length === 0 ? line : `${line}\nfrozen  ${colors.yellow(frozen.join(', '))}`;
}

function figures(state: State, measuredBy: ObjectiveDetails['measuredBy'], colors: Colors): string {
  const { bad, period, total } = state;
  const unit = UNITS[measuredBy];
  const rows = [
    ['period', `${period.from} to ${period.to}`],
    ['attained', `${attainmentText(state.attainment)} (${countText(bad)} of ${countText(total)} ${unit} were bad)`],
    ['budget spent', `${budgetText(state.budgetSpentRatio)} (${countText(state.allowed)} bad ones are allowed so far)`],
    ['budget left', budgetText(state.budgetRemainingRatio)],
    ['nothing left', state.exhaustedAt ?? 'not within the period, if it goes on so'],
    ['not measured', formatDuration(state.gapSeconds * 1_000)],
    ['maintenance', formatDuration(state.maintenanceSeconds * 1_000)],
  ];
  return plainTable(['budget', `as of ${state.at}`], rows, colors);
}

function burnTable(burns: State['burns'], colors: Colors): string {
  const rows = burns.map(({ burnRate, errorRatio, exhaustedAt, window }) => [
    window,
    errorText(errorRatio),
    `${burnRate.toFixed(2)}x`,
    exhaustedAt ?? NOTHING,
  ]);
  return plainTable(['last', 'errors', 'burns', 'nothing left, if it goes on so'], rows, colors);
}

function tierTable(tiers: ObjectiveDetails['tiers'], colors: Colors): string {
  const rows = tiers.map(({ factor, isTold, name, severity }) => [
    name,
    severity,
    `burns faster than ${factor}x`,
    isTold ? '' : 'not told: not wanted, or no outage is bad enough',
  ]);
  return plainTable(['alert', 'severity', 'where the budget', ''], rows, colors);
}

/** Without the days before anything is known. */
function sinceKnown(history: ObjectiveDetails['history']): ObjectiveDetails['history'] {
  const first = history.findIndex(({ budgetRemainingRatio }) => budgetRemainingRatio !== null);
  return first < 0 ? [] : history.slice(first);
}

function historyTable(
  history: ObjectiveDetails['history'],
  period: ObjectiveDetails['period'],
  colors: Colors,
): string {
  const days = new Intl.DateTimeFormat('sv-SE', { timeZone: period.kind === 'rolling' ? 'UTC' : period.timezone });
  const rows = history.map(({ attainment, budgetRemainingRatio, from }) => [
    days.format(new Date(from)),
    attainmentText(attainment),
    ...(budgetRemainingRatio === null
      ? [NOTHING, colors.dim('nothing is known')]
      : [budgetText(budgetRemainingRatio), bar(budgetRemainingRatio, BAR_WIDTH)]),
  ]);
  return plainTable(['day', 'attained', 'budget left', ''], rows, colors);
}

/** Whole numbers, of what may be fractions of a second. */
function countText(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: count < 100 ? 1 : 0 });
}
