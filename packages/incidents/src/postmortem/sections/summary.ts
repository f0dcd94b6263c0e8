/** The incident in a few sentences. */
import type { Incident } from '@nines/kernel';
import type { Facts } from '../facts.ts';
import { lengthText, utcText } from '../moments.ts';
import { plain } from '../plain-text.ts';
import type { PostmortemSource } from '../postmortem-source.ts';

export function summary({ incident }: PostmortemSource, facts: Facts): string {
  const { acknowledgedBy, impact, mitigatedAt, reopenings, services, startedAt, title } = incident;
  const others = services.slice(1).map(plain);
  const failed = impact?.failedRequests ?? null;
  const sentences = [
    `On ${utcText(startedAt)} UTC trouble began: ${plain(title)}.`,
    ...(others.length === 0 ? [] : [`Also affected: ${others.join(', ')}.`]),
    `It was detected after ${lengthText(facts.detectionMs)}.`,
    facts.acknowledgementMs === null
      ? 'Nobody acknowledged it.'
      : `${plain(acknowledgedBy ?? 'Somebody')} acknowledged it ${lengthText(facts.acknowledgementMs)} later.`,
    ...(mitigatedAt === null ? [] : [`It was mitigated at ${utcText(mitigatedAt)} UTC.`]),
    endText(incident, lengthText(facts.endMs - Date.parse(startedAt))),
    ...(reopenings === 0 ? [] : [`It came back ${times(reopenings)} in between.`]),
    `In all, ${lengthText(facts.downtimeMs)} were bad enough to page.`,
    ...(failed === null ? [] : [`${Math.round(failed)} requests failed.`]),
  ];
  return sentences.join(' ');
}

function endText({ mergedInto, resolvedAt, resolvedBy }: Incident, lasted: string): string {
  if (mergedInto !== null)
    return `It became a part of incident ${mergedInto} after ${lasted}, which tells how it went on.`;
  if (resolvedAt === null) return `It is not over, ${lasted} after it began.`;
  const how = resolvedBy === null || resolvedBy === 'nines' ? 'when its alerts ended' : `as ${plain(resolvedBy)} said`;
  return `It was over after ${lasted}, ${how}.`;
}

export function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
