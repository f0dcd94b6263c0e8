/** `slos`, `slo` and `sla` in the vocabulary of `nines.yaml`. */
import type {
  BudgetCondition,
  CreditCondition,
  CreditRule,
  Objectives,
  ServiceBudgeting,
  ServiceIndicator,
  ServiceObjective,
} from './model-objectives.ts';
import { durationText, latencyText, percentageText } from './notation.ts';

type Description = Readonly<Record<string, unknown>>;

export function describeObjective(objective: ServiceObjective): Description {
  const { name, description, target, window, sli, budgeting, alerts } = objective;
  return {
    name,
    ...(description !== undefined && { description }),
    objective: `${target}%`,
    ...(window.kind === 'rolling'
      ? { window: durationText(window.lengthMs) }
      : { window: `calendar-${window.unit}`, timezone: window.timezone }),
    sli: describeIndicator(sli),
    budgeting: describeBudgeting(budgeting),
    alerts,
  };
}

function describeIndicator(sli: ServiceIndicator): string | Description {
  switch (sli.kind) {
    case 'availability':
      return 'availability';
    case 'latency':
      return { latency: { below: latencyText(sli.belowMs) } };
    case 'probe':
      return { probe: sli.path };
    case 'ratio':
      return { ratio: { [sli.part]: sli.count, total: sli.total } };
    case 'threshold':
      return { threshold: { metric: sli.metric, [sli.comparison]: sli.value } };
  }
}

function describeBudgeting(budgeting: ServiceBudgeting): string | Description {
  if (budgeting.method === 'occurrences') return 'occurrences';
  const slice = durationText(budgeting.sliceMs);
  return budgeting.method === 'timeslices'
    ? { timeslices: { slice, target: percentageText(budgeting.targetRatio) } }
    : { ratioTimeslices: { slice } };
}

export function describeObjectives({ include, policy, maintenance }: Objectives): Description {
  return {
    include,
    policy: policy.map(({ when, freeze, services, objectives }) => ({
      when: budgetConditionText(when),
      freeze,
      ...(services !== undefined && { services }),
      ...(objectives !== undefined && { objectives }),
    })),
    maintenance,
  };
}

export function describeSla(rules: readonly CreditRule[]): readonly Description[] {
  return rules.map(({ service, when, creditRatio, slo }) => ({
    service,
    when: creditConditionText(when),
    credit: percentageText(creditRatio),
    ...(slo !== undefined && { slo }),
  }));
}

function budgetConditionText(condition: BudgetCondition): string {
  return condition.kind === 'exhausted' ? 'exhausted' : `remaining < ${percentageText(condition.ratio)}`;
}

function creditConditionText(condition: CreditCondition): string {
  return condition.kind === 'violated'
    ? `slo violated for ${durationText(condition.forMs)}`
    : `monthly uptime < ${condition.belowPercent}%`;
}
