/** Test files for promtool, made from the cases of an alert. */
import type { AlertingRule, Rule } from '@nines/kernel';
import type { AlertExpectation, RuleTest, RuleTestFile } from '@nines/testkit/promtool';
import type { RuleFile } from '../rule-file.ts';
import type { AlertCase, Series } from './alert-case.ts';

const SECONDS = { s: 1, m: 60, h: 3_600 } as const;

export function secondsOf(duration: string): number {
  const unit = duration.at(-1) as keyof typeof SECONDS;
  return Number(duration.slice(0, -1)) * SECONDS[unit];
}

/** The rules that a case needs: what its file records, and the alerts of that name, or those meant, alone. */
export function rulesFor(
  { alert, of }: Pick<AlertCase, 'alert' | 'of'>,
  files: readonly RuleFile[],
): RuleFile['content'] {
  const meant = { alert, ...(of !== undefined && { of }) };
  const isNeeded = (rule: Rule): boolean => !('alert' in rule) || isMeant(meant, rule);
  const groups = files
    .filter(({ content }) =>
      content.groups.some(({ rules }) => rules.some((rule) => 'alert' in rule && isMeant(meant, rule))),
    )
    .flatMap(({ content }) => content.groups)
    .map((group) => ({ ...group, rules: group.rules.filter(isNeeded) }));
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
    group_eval_order: rulesFor(alertCase, files).groups.map(({ name }) => name),
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

function ruleOf(alertCase: AlertCase, files: readonly RuleFile[]): AlertingRule {
  const [rule, second] = files
    .flatMap(({ content }) => content.groups.flatMap(({ rules }) => rules))
    .filter((one): one is AlertingRule => 'alert' in one && isMeant(alertCase, one));
  const name = `${alertCase.alert} of ${alertCase.service ?? 'anything'}`;
  if (rule === undefined) throw new Error(`there is no rule ${name}`);
  if (second !== undefined) throw new Error(`there are several rules ${name}: name the service in the case`);
  return rule;
}

/** Whether a case is one of this rule. */
export function isMeant(
  { alert, service, of }: Pick<AlertCase, 'alert' | 'service' | 'of'>,
  rule: AlertingRule,
): boolean {
  const labels = { ...(service !== undefined && { service }), ...of };
  return rule.alert === alert && Object.entries(labels).every(([label, value]) => rule.labels[label] === value);
}

function expectedAlert({ labels, summary }: AlertCase, rule: AlertingRule): AlertExpectation['exp_alerts'][number] {
  return { exp_labels: { ...labels, ...rule.labels }, exp_annotations: { ...rule.annotations, summary } };
}

function inputs({ noise }: { readonly noise?: Series | undefined }, series: Series): RuleTest['input_series'] {
  return Object.entries({ ...noise, ...series }).map(([name, values]) => ({ series: name, values }));
}
