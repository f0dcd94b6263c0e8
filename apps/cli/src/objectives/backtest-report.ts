/** What would have become of an objective, for people. */
import { formatDuration } from '@nines/kernel';
import type { AlertQuality, Objective, OutageReport, Simulation } from '@nines/slo';
import type { Output } from '../output.ts';
import { plainTable } from '../status-table.ts';
import { moment, sinceBeginning } from './moment-texts.ts';
import { attainmentText, budgetText, errorText, NOTHING } from './objective-texts.ts';

type Colors = Output['colors'];

export interface Backtest {
  readonly objective: Objective;
  readonly simulation: Simulation;
  /** How well the alerts told of marked outages; of scenarios only. */
  readonly quality?: AlertQuality;
  /** When it began, ms since the epoch; of history only. */
  readonly startMs?: number;
}

/** For programs. Seconds are counted from the beginning of the scenario, or of the history. */
export function backtestDocument({ quality, simulation, startMs }: Backtest): unknown {
  const from = startMs === undefined ? undefined : new Date(startMs).toISOString();
  return { ...simulation, ...(quality !== undefined && { quality }), ...(from !== undefined && { from }) };
}

export function backtestReport({ objective, quality, simulation, startMs }: Backtest, colors: Colors): string {
  const at = (seconds: number): string =>
    startMs === undefined ? sinceBeginning(seconds) : moment(startMs + seconds * 1_000);
  const { attainment, budgetRemainingRatio, budgetSpentRatio, errorRatio } = simulation;
  const figures = [
    ['attained', `${attainmentText(attainment)}, of ${objective.target}% that are promised`],
    ['bad', errorText(errorRatio)],
    ['budget spent', budgetText(budgetSpentRatio)],
    ['budget left', budgetText(budgetRemainingRatio)],
  ];
  return [
    plainTable([simulation.objective, ''], figures, colors),
    alertTable(simulation.alerts, at, colors),
    ...(quality === undefined || quality.outages.length === 0 ? [] : [outageTable(quality, at, colors)]),
  ].join('\n\n');
}

type At = (seconds: number) => string;

function alertTable(alerts: Simulation['alerts'], at: At, colors: Colors): string {
  if (alerts.length === 0) return 'nobody would have been told of anything';
  const rows = alerts.map(({ easesAtSeconds, severity, startsAtSeconds, tier }) => [
    tier,
    severity === 'critical' ? colors.red('page') : 'ticket',
    at(startsAtSeconds),
    easesAtSeconds === null ? 'not until the end' : at(easesAtSeconds),
    easesAtSeconds === null ? '' : formatDuration((easesAtSeconds - startsAtSeconds) * 1_000),
  ]);
  return plainTable(['alert', 'is a', 'would have begun', 'eased', 'after'], rows, colors);
}

function outageTable({ outages, precision, recall }: AlertQuality, at: At, colors: Colors): string {
  const rows = outages.map((outage) => [
    `${at(outage.startsAtSeconds)} to ${at(outage.endsAtSeconds)}`,
    outage.detectedAfterSeconds === null
      ? colors.red('never')
      : `after ${formatDuration(outage.detectedAfterSeconds * 1_000)}`,
    outage.alerts.map(({ tier }) => tier).join(', '),
    lastReset(outage),
  ]);
  const table = plainTable(['outage', 'told', 'by', 'last eased'], rows, colors);
  const share = (ratio: number | null): string => (ratio === null ? NOTHING : budgetText(ratio));
  const told = `of the alerts ${share(precision)} told of an outage (precision)`;
  return `${table}\n\n${told}, of the outages ${share(recall)} were told of (recall)`;
}

/** When the last of its alerts eased, counted from its end. */
function lastReset({ alerts }: OutageReport): string {
  const resets = alerts.map(({ resetAfterSeconds }) => resetAfterSeconds ?? Infinity);
  const last = Math.max(...resets);
  if (resets.length === 0) return NOTHING;
  if (last === Infinity) return 'not until the end';
  return last < 0 ? 'before its end' : `${formatDuration(last * 1_000)} after its end`;
}
