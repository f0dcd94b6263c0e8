/** Reviews as the API tells of them. Pure. */
import type { ApiReview, SignOff } from '@nines/api';
import { reviewMarkdown } from '@nines/slo/budgets';
import type { DayOfSpending, Objective, PastAlert, Review, ReviewedCredit, ReviewedPeriod } from '@nines/slo';
import { spanOf, timeText } from './describe-objective.ts';

export function describeReview(
  { service, name }: Pick<Objective, 'service' | 'name'>,
  review: Review,
  signOffs: readonly SignOff[],
): ApiReview {
  const { alerts, before, credits, description, measuredIn, period, proposals, target, timezone, worstDays } = review;
  return {
    ...{ service, name, description, target, measuredIn, timezone },
    period: describePeriod(period),
    before: before.map(describePeriod),
    worstDays: worstDays.map(describeDay),
    credits: credits.map(describeCredit),
    alerts: (alerts ?? []).map(describeAlert),
    proposals: proposals.map((proposal) => ({ ...proposal })),
    signOffs,
    markdown: `${reviewMarkdown(review)}${signOffText(signOffs)}`,
  };
}

function describePeriod(period: ReviewedPeriod): ApiReview['period'] {
  const { allowed, attainment, bad, budgetSpentRatio, errorRatio, gapMs, isComplete, isTelling } = period;
  return {
    ...spanOf(period),
    ...{ total: period.total, bad, allowed, errorRatio, attainment, budgetSpentRatio, isComplete, isTelling },
    gapSeconds: gapMs / 1_000,
    maintenanceSeconds: period.maintenanceMs / 1_000,
  };
}

function describeDay(spent: DayOfSpending): ApiReview['worstDays'][number] {
  const { attainment, bad, budgetSpentRatio, day, errorRatio, shareOfSpent, total } = spent;
  return { ...spanOf(spent), day, total, bad, errorRatio, attainment, budgetSpentRatio, shareOfSpent };
}

function describeCredit({ month, creditRatio, causes }: ReviewedCredit): ApiReview['credits'][number] {
  return { month, creditRatio, causes: causes.map(spanOf) };
}

function describeAlert({ tier, severity, startedAtMs, easedAtMs }: PastAlert): ApiReview['alerts'][number] {
  return { tier, severity, startedAt: timeText(startedAtMs), easedAt: easedAtMs === null ? null : timeText(easedAtMs) };
}

/** What people write stays text: in one line, and without meaning in Markdown. */
function signOffText(signOffs: readonly SignOff[]): string {
  if (signOffs.length === 0) return '\n## Signed off\n\nNot yet.\n';
  const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#]/g, String.raw`\$&`);
  const lines = signOffs.map(({ by, at, note }) => `- ${plain(by)}, ${at}${note === '' ? '' : `: ${plain(note)}`}`);
  return `\n## Signed off\n\n${lines.join('\n')}\n`;
}
