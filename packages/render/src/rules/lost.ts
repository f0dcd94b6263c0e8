/** Telling what is gone from what has only just begun to come. */

/** How long what has never been there may take to come, before that is trouble too. */
const FIRST_START = '2m';

/**
 * PromQL: `series` are 0, and either were not a moment ago or have been for two minutes. A platform that starts, or a
 * replica that is added, is scraped before it answers.
 *
 * @param series a selector
 * @param aggregation what to make of several series, `max`; none keeps each
 */
export function lost(series: string, aggregation = ''): string {
  const of = (expression: string): string => (aggregation === '' ? expression : `${aggregation}(${expression})`);
  const wasThere = `${of(`max_over_time(${series}[${FIRST_START}])`)} > 0`;
  const isLongGone = `${of(`${series} offset ${FIRST_START}`)} == 0`;
  return `${of(series)} == 0 and (${wasThere} or ${isLongGone})`;
}
