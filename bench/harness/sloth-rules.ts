/**
 * Rules of the shape that Sloth publishes: seventeen for each objective, in three groups of its own.
 *
 * @see Sloth documentation, "Introduction", "Architecture"
 */
import type { Rule, RuleGroup } from '@nines/kernel';
import type { Objective } from '@nines/slo';

/** Of shares of errors that come from the counters. */
const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;
const PERIOD = { text: '30d', days: 30 } as const;

type Window = (typeof WINDOWS)[number];

interface WindowPair {
  readonly short: Window;
  readonly long: Window;
  readonly factor: number;
}

const ALERTS: Readonly<Record<'page' | 'ticket', readonly WindowPair[]>> = {
  page: [
    { short: '5m', long: '1h', factor: 14.4 },
    { short: '30m', long: '6h', factor: 6 },
  ],
  ticket: [
    { short: '2h', long: '1d', factor: 3 },
    { short: '6h', long: '3d', factor: 1 },
  ],
};

/** Of objectives that count requests by counters. Evaluated every minute, Prometheus's default. */
export function slothRules(objectives: readonly Objective[]): readonly RuleGroup[] {
  return objectives.flatMap((objective) => {
    const { sloth_id: id } = slothLabels(objective);
    const group = (purpose: string, rules: readonly Rule[]): RuleGroup => {
      return { name: `sloth-slo-${purpose}-${id}`, interval: '1m', rules };
    };
    return [
      group('sli-recordings', indicatorRules(objective)),
      group('meta-recordings', metadataRules(objective)),
      group('alerts', alertRules(objective)),
    ];
  });
}

export function slothLabels({ service, name }: Objective) {
  return { sloth_id: `${service}-${name}`, sloth_service: service, sloth_slo: name } as const;
}

function indicatorRules(objective: Objective): readonly Rule[] {
  const { indicator } = objective;
  if (indicator.kind !== 'events') throw new Error('Only requests are counted here');
  const { total, count } = indicator;
  const rule = (window: string, expr: string): Rule => {
    return { record: shareOver(window), expr, labels: { ...slothLabels(objective), sloth_window: window } };
  };
  const shortest = `${shareOver('5m')}{${matchers(objective)}}[${PERIOD.text}]`;
  return [
    ...WINDOWS.map((window) => {
      const rate = (counters: string): string => `(sum(rate(${counters}[${window}])))`;
      return rule(window, `${rate(count.promql)} / ${rate(total.promql)}`);
    }),
    rule(PERIOD.text, `sum_over_time(${shortest}) / ignoring (sloth_window) count_over_time(${shortest})`),
  ];
}

function metadataRules(objective: Objective): readonly Rule[] {
  const of = matchers(objective);
  const labels = slothLabels(objective);
  const ratio = Number(objective.target) / 100;
  const rule = (record: string, expr: string): Rule => ({ record, expr, labels });
  const burnRate = (window: string): string =>
    `${shareOver(window)}{${of}} / on (sloth_id, sloth_slo, sloth_service) group_left slo:error_budget:ratio{${of}}`;
  return [
    rule('slo:objective:ratio', `vector(${ratio})`),
    rule('slo:error_budget:ratio', `vector(1 - ${ratio})`),
    rule('slo:time_period:days', `vector(${PERIOD.days})`),
    rule('slo:current_burn_rate:ratio', burnRate('5m')),
    rule('slo:period_burn_rate:ratio', burnRate(PERIOD.text)),
    rule('slo:period_error_budget_remaining:ratio', `1 - slo:period_burn_rate:ratio{${of}}`),
    { record: 'sloth_slo_info', expr: 'vector(1)', labels: { ...labels, sloth_objective: objective.target } },
  ];
}

function alertRules(objective: Objective): readonly Rule[] {
  const budget = 1 - Number(objective.target) / 100;
  const exceeded = (window: Window, factor: number): string =>
    `max(${shareOver(window)}{${matchers(objective)}} > (${factor} * ${budget})) without (sloth_window)`;
  return Object.entries(ALERTS).map(([severity, pairs]) => {
    return {
      alert: 'ErrorBudgetBurn',
      expr: pairs
        .map(({ short, long, factor }) => `(${exceeded(short, factor)} and ${exceeded(long, factor)})`)
        .join(' or '),
      for: '0s',
      labels: { sloth_severity: severity },
      annotations: { summary: '{{ $labels.sloth_service }} {{ $labels.sloth_slo }} burns its error budget too fast' },
    };
  });
}

function shareOver(window: string): string {
  return `slo:sli_error:ratio_rate${window}`;
}

function matchers(objective: Objective): string {
  return Object.entries(slothLabels(objective))
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(', ');
}
