/** Test files for promtool, made from the cases of an alert. */
import type { AlertingRule, Rule, RuleFile } from '../rule-file.ts';
import type { AlertCase, Series } from './alert-case.ts';

/** What `promtool test rules` reads. @see Prometheus documentation, "Unit testing for rules" */
export interface RuleTestFile {
  readonly rule_files: readonly string[];
  readonly evaluation_interval: string;
  readonly tests: readonly RuleTest[];
}

export interface RuleTest {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly alert_rule_test?: readonly AlertExpectation[];
  readonly promql_expr_test?: readonly {
    readonly expr: string;
    readonly eval_time: string;
    readonly exp_samples: [];
  }[];
}

interface AlertExpectation {
  readonly alertname: string;
  readonly eval_time: string;
  readonly exp_alerts: readonly {
    readonly exp_labels: Readonly<Record<string, string>>;
    readonly exp_annotations: Readonly<Record<string, string>>;
  }[];
}

const SECONDS = { s: 1, m: 60, h: 3_600 } as const;

export function secondsOf(duration: string): number {
  const unit = duration.at(-1) as keyof typeof SECONDS;
  return Number(duration.slice(0, -1)) * SECONDS[unit];
}

/** The rules that a case needs: what its file records, and the alerts of that name alone. */
export function rulesFor(alert: string, files: readonly RuleFile[]): RuleFile['content'] {
  const groups = files
    .flatMap(({ content }) => content.groups)
    .filter(({ rules }) => rules.some((rule) => isAlert(rule, alert)))
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => !('alert' in rule) || rule.alert === alert) }));
  return { groups };
}

/** The three tests of one case. */
export function testFile(alertCase: AlertCase, files: readonly RuleFile[], ruleFileName: string): RuleTestFile {
  const { alert, interval = '5s', at, over, fires, boundary, quiet } = alertCase;
  const step = secondsOf(interval);
  const expected = expectedAlert(alertCase, ruleOf(alertCase, files));
  const first = secondsOf(at);
  const moments = [
    ...(first < step ? [] : [{ alertname: alert, eval_time: `${first - step}s`, exp_alerts: [] }]),
    { alertname: alert, eval_time: `${first}s`, exp_alerts: [expected] },
    ...(over === undefined ? [] : [{ alertname: alert, eval_time: over, exp_alerts: [] }]),
  ];
  const never = { eval_time: `${first + 60 * step}s`, exp_samples: [] as [] };
  const silence = [{ expr: `count_over_time(ALERTS{alertname="${alert}",alertstate="firing"}[30d])`, ...never }];
  const silent = (name: string, series: Series): RuleTest => {
    return { name, interval, input_series: inputs(alertCase, series), promql_expr_test: silence };
  };
  return {
    rule_files: [ruleFileName],
    evaluation_interval: interval,
    tests: [
      { name: 'fires', interval, input_series: inputs(alertCase, fires), alert_rule_test: moments },
      ...(boundary === undefined ? [] : [silent('boundary', boundary)]),
      ...(quiet === undefined ? [] : [silent('quiet', quiet)]),
    ],
  };
}

/** As long as a trouble is looked at, s: longer than the rules about what is away look back. */
const LASTS_SECONDS = 480;

/** A trouble that goes on is told of without a break: looked at every second, as evaluations fall anywhere between samples. */
export function lastingTestFile({ alert, at, fires, noise }: AlertCase, ruleFileName: string): RuleTestFile {
  const firing = `max(count_over_time(ALERTS{alertname="${alert}",alertstate="firing"}[${LASTS_SECONDS}s]))`;
  const breaks = `${LASTS_SECONDS} - (${firing} or vector(0)) > 0`;
  const expectation = { expr: breaks, eval_time: `${secondsOf(at) + LASTS_SECONDS}s`, exp_samples: [] as [] };
  return {
    rule_files: [ruleFileName],
    evaluation_interval: '1s',
    tests: [{ name: 'lasts', interval: '5s', input_series: inputs({ noise }, fires), promql_expr_test: [expectation] }],
  };
}

function isAlert(rule: Rule, name: string): rule is AlertingRule {
  return 'alert' in rule && rule.alert === name;
}

function ruleOf({ alert, service }: AlertCase, files: readonly RuleFile[]): AlertingRule {
  const named = files
    .flatMap(({ content }) => content.groups.flatMap(({ rules }) => rules))
    .filter((rule): rule is AlertingRule => isAlert(rule, alert))
    .filter(({ labels }) => service === undefined || labels['service'] === service);
  const [rule, second] = named;
  if (rule === undefined) throw new Error(`there is no rule ${alert} of ${service ?? 'anything'}`);
  if (second !== undefined) throw new Error(`there are several rules ${alert}: name the service in the case`);
  return rule;
}

function expectedAlert({ labels, summary }: AlertCase, rule: AlertingRule): AlertExpectation['exp_alerts'][number] {
  return { exp_labels: { ...labels, ...rule.labels }, exp_annotations: { ...rule.annotations, summary } };
}

function inputs({ noise }: { readonly noise?: Series | undefined }, series: Series): RuleTest['input_series'] {
  return Object.entries({ ...noise, ...series }).map(([name, values]) => ({ series: name, values }));
}
