/** Reviews as files: what people read, and beside it what programs read. */
import type { ApiReview } from '@nines/api';

export interface ReviewFile {
  readonly name: string;
  readonly text: string;
}

/** `portal-errors-2026-10-31.md`, by the last day of the period, and the same in JSON. */
export function reviewFiles(review: ApiReview): readonly ReviewFile[] {
  const { markdown, ...facts } = review;
  const name = `${review.service}-${review.name}-${lastDay(review)}`.replaceAll(/[^\w.-]/g, '_');
  return [
    { name: `${name}.md`, text: `${markdown.trimEnd()}\n` },
    { name: `${name}.json`, text: `${JSON.stringify(facts, null, 2)}\n` },
  ];
}

/** In the zone of the review. */
function lastDay({ period, timezone }: ApiReview): string {
  const days = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone });
  return days.format(Date.parse(period.to) - 1);
}
