/** Telling what is gone from what has only just begun to come. */
import { durationText } from '../duration.ts';

/** How long what has never been there may take to come, before that is trouble too, ms. */
const FIRST_START_MS = 120_000;
const FIRST_START = durationText(FIRST_START_MS);

/** Which series, and how far one sample of it is from the next. */
export interface Watched {
  readonly metric: string;
  readonly matchers: string;
  /** Of the job it comes from, or longer, ms. */
  readonly intervalMs: number;
}

/**
 * PromQL: series that are 0, and either were not a moment ago or have been for two minutes. A platform that starts, or a
 * replica that is added, is scraped before it answers.
 */
export function lost({ metric, matchers, intervalMs }: Watched): string {
  const was = `max_over_time(${metric}[${lookBack(intervalMs)}]) > 0 or ${metric} offset ${FIRST_START} == 0`;
  return `${metric}{${matchers}} == 0 and (${was})`;
}

/** The same of several series together: of all of them. */
export function allLost({ metric, matchers, intervalMs }: Watched): string {
  const series = `${metric}{${matchers}}`;
  const was = `max(max_over_time(${series}[${lookBack(intervalMs)}])) > 0 or max(${series} offset ${FIRST_START}) == 0`;
  return `max(${series}) == 0 and (${was})`;
}

/**
 * The last sample that was not 0 is remembered until the first that is 0 is two minutes old, though a scrape between them
 * was missed: with less, an outage would be over for a moment after two minutes, and page a second time.
 */
function lookBack(intervalMs: number): string {
  return durationText(FIRST_START_MS + 2 * intervalMs);
}
