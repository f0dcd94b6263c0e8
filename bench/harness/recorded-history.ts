/** What Prometheus would have stored by now, had it evaluated the rules of objectives all along. */
import type { RuleGroup } from '@nines/kernel';
import { objectiveId } from '@nines/slo';
import type { Objective } from '@nines/slo';
import type { Stretch } from './backfill.ts';
import { processOf, requestCounters, requestsBy, startTimes } from './request-counters.ts';
import type { Series } from './request-counters.ts';
import { slothLabels } from './sloth-rules.ts';

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

const LOOK_S = 5;
const SUM_S = 300;

export interface HistoryOptions {
  readonly objectives: readonly Objective[];
  /** Those of Nines: they say what levels are labelled by. */
  readonly rules: readonly RuleGroup[];
  readonly days: number;
}

/** What is scraped, what Nines computes windows of, and what Sloth computes the period of. */
export function recordedHistory({ objectives, rules, days }: HistoryOptions): readonly Stretch[] {
  const all = days * DAY_S;
  return [
    { series: requestCounters(objectives), everySeconds: MINUTE_S, lastSeconds: all },
    { series: startTimes(objectives), everySeconds: MINUTE_S, lastSeconds: HOUR_S },
    { series: levels(objectives, rules), everySeconds: LOOK_S, lastSeconds: HOUR_S / 4 },
    { series: added(objectives, 'increase', LOOK_S), everySeconds: LOOK_S, lastSeconds: 3 * HOUR_S },
    { series: added(objectives, 'sum5m', SUM_S), everySeconds: SUM_S, lastSeconds: all },
    { series: shares(objectives), everySeconds: MINUTE_S, lastSeconds: all },
  ];
}

function levels(objectives: readonly Objective[], groups: readonly RuleGroup[]): readonly Series[] {
  const labelled = groups
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => ('record' in rule && rule.record === 'slo:events:level' ? [rule.labels ?? {}] : []));
  const labelsOf = new Map(labelled.map((labels) => [`${labels['service']}/${labels['slo']}`, labels]));
  return objectives.flatMap((objective, index) => {
    const labels = { ...labelsOf.get(objectiveId(objective)), ...processOf(objective) };
    const levelOf = (name: string, ageSeconds: number): readonly Series[] => [
      { name, labels: { ...labels, part: 'total' }, valueAt: (seconds) => totalBy(seconds - ageSeconds, index) },
      { name, labels: { ...labels, part: 'bad' }, valueAt: (seconds) => requestsBy(seconds - ageSeconds, index).bad },
    ];
    return [...levelOf('slo:events:level', 0), ...levelOf('slo:events:before', LOOK_S)];
  });
}

function added(objectives: readonly Objective[], operation: string, withinSeconds: number): readonly Series[] {
  return objectives.flatMap(({ service, name: slo }, index): readonly Series[] => {
    const within = (countBy: (seconds: number) => number) => (seconds: number) =>
      countBy(seconds) - countBy(seconds - withinSeconds);
    return [
      {
        name: `slo:total:${operation}`,
        labels: { service, slo },
        valueAt: within((seconds) => totalBy(seconds, index)),
      },
      {
        name: `slo:bad:${operation}`,
        labels: { service, slo },
        valueAt: within((seconds) => requestsBy(seconds, index).bad),
      },
    ];
  });
}

function shares(objectives: readonly Objective[]): readonly Series[] {
  return objectives.map((objective, index) => {
    return {
      name: 'slo:sli_error:ratio_rate5m',
      labels: { ...slothLabels(objective), sloth_window: '5m' },
      valueAt: (seconds) => {
        const [now, before] = [seconds, seconds - SUM_S].map((time) => requestsBy(time, index).bad);
        return ((now ?? 0) - (before ?? 0)) / (totalBy(seconds, index) - totalBy(seconds - SUM_S, index));
      },
    };
  });
}

function totalBy(seconds: number, index: number): number {
  const { good, bad } = requestsBy(seconds, index);
  return good + bad;
}
