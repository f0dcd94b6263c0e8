/** A review as a document for people. */
import { formatDuration } from '@nines/kernel';
import { percentage } from './percentage.ts';
import type { Proposal } from './proposals.ts';
import type { Review } from './review-of.ts';
import type { ReviewedPeriod } from './reviewed-period.ts';
import { dateIn } from './worst-days.ts';

/** Markdown in lines of any length; the same review gives the same text. */
export function reviewMarkdown(review: Review): string {
  const sections = [
    heading(review),
    periodsTable(review),
    section('Worst days', daysTable(review)),
    section('Alerts', alertsTable(review)),
    section('Credits', creditsTable(review)),
    section('Proposals', review.proposals.map((proposal) => `- ${proposalText(proposal)}`).join('\n')),
  ];
  return `${sections.join('\n\n')}\n`;
}

function heading({ objective, description, target, timezone, period }: Review): string {
  const until = dateIn(timezone, period.endMs - 1);
  const sentences = [
    `${dateIn(timezone, period.startMs)} to ${until}, time of ${plain(timezone)}.`,
    `Target: ${target} %.`,
    ...(period.isComplete ? [] : ['The period is not over.']),
    ...(description === null ? [] : [plain(description)]),
  ];
  return `# Review of ${plain(objective)}\n\n${sentences.join(' ')}`;
}

function section(title: string, text: string): string {
  return `## ${title}\n\n${text}`;
}

const ROWS: readonly (readonly [string, (period: ReviewedPeriod, review: Review) => string])[] = [
  ['Attainment', ({ attainment }) => (attainment === null ? 'nothing happened' : percentage(attainment, 5))],
  ['Budget spent', ({ budgetSpentRatio }) => percentage(budgetSpentRatio, 1)],
  ['Bad', ({ bad }, review) => amount(bad, review)],
  ['Allowed', ({ allowed }, review) => amount(allowed, review)],
  ['Not measured', ({ gapMs }) => duration(gapMs)],
  ['Maintenance, not counted', ({ maintenanceMs }) => duration(maintenanceMs)],
];

function periodsTable(review: Review): string {
  const periods = [review.period, ...review.before];
  const rows = ROWS.map(([name, textOf]) => [name, ...periods.map((period) => textOf(period, review))]);
  return table(['From', ...periods.map(({ startMs }) => dateIn(review.timezone, startMs))], rows);
}

function daysTable(review: Review): string {
  if (review.worstDays.length === 0) return 'None: nothing was bad.';
  const rows = review.worstDays.map(({ day, attainment, bad, budgetSpentRatio }) => [
    day,
    percentage(attainment ?? 1, 5),
    amount(bad, review),
    percentage(budgetSpentRatio, 1),
  ]);
  return table(['Day', 'Attainment', 'Bad', 'Of the budget'], rows);
}

function alertsTable({ alerts }: Review): string {
  if (alerts === null) return 'Not known.';
  if (alerts.length === 0) return 'None.';
  const rows = alerts.map(({ tier, severity, startedAtMs, easedAtMs }) => [
    minuteOf(startedAtMs),
    easedAtMs === null ? 'still fires' : duration(easedAtMs - startedAtMs),
    plain(tier),
    severity,
  ]);
  return table(['Began (UTC)', 'Lasted', 'Windows', 'Severity'], rows);
}

function creditsTable({ credits }: Review): string {
  if (credits.length === 0) return 'None.';
  const rows = credits.map(({ month, creditRatio, causes }) => [
    month,
    percentage(creditRatio, 2),
    causes.map(({ startMs, endMs }) => `${minuteOf(startMs)} for ${duration(endMs - startMs)}`).join(', '),
  ]);
  return table(['Month', 'Credit', 'Because of (UTC)'], rows);
}

function proposalText({ kind, target, reason }: Proposal): string {
  const change = {
    tighten: `Tighten to ${target} %.`,
    relax: `Relax to ${target} %.`,
    fix: 'Keep the target and fix what broke it.',
    keep: 'Keep the target.',
  };
  return `**${change[kind]}** ${reason}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function amount(count: number, { measuredIn }: Review): string {
  return measuredIn === 'seconds' ? duration(count * 1_000) : String(Math.round(count));
}

function duration(ms: number): string {
  return ms === 0 ? 'none' : formatDuration(ms);
}

/** `2026-03-11 09:30`. */
function minuteOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

/** Text of others, so that it stays text: in one line, and without meaning in Markdown. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#]/g, String.raw`\$&`);
}
