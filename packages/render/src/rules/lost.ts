/** Telling what is gone from what has only just begun to come. */

/** How long what has never been there may take to come, before that is trouble too. */
const FIRST_START = '2m';

/**
 * PromQL: series that are 0, and either were not a moment ago or have been for two minutes. A platform that starts, or a
 * replica that is added, is scraped before it answers.
 */
export function lost(metric: string, matchers: string): string {
  const was = `max_over_time(${metric}[${FIRST_START}]) > 0 or ${metric} offset ${FIRST_START} == 0`;
  return `${metric}{${matchers}} == 0 and (${was})`;
}

/** The same of several series together: of all of them. */
export function allLost(metric: string, matchers: string): string {
  const series = `${metric}{${matchers}}`;
  const was = `max(max_over_time(${series}[${FIRST_START}])) > 0 or max(${series} offset ${FIRST_START}) == 0`;
  return `max(${series}) == 0 and (${was})`;
}
