/**
 * Processes whose counters have begun anew at this look, so that all of their level is new.
 *
 * Of a level that is lower than before, or of which nothing is known from before, that is not certain: a process may
 * have been out of sight for weeks, and counters that are given up take what they counted with them. A process that says
 * when it was started settles it. Of one that does not, a level that is lower than before, and no higher than what it has
 * added within five minutes, is taken for a new one. In any other case nothing is counted at this look.
 *
 * While Prometheus is away it misses that series end, and shows them on for five minutes, beside those of the next
 * process. So for that long after a look that was missed no level that fell is taken for a new one, and at other times none
 * that is higher than what was counted of the whole objective within five minutes.
 *
 * @see Prometheus documentation, "Querying basics", "Staleness"
 */
import type { RecordingRule } from '@nines/kernel';
import type { Objective } from '../objective/objective.ts';
import { matchersOf } from './blocks.ts';
import { beforeOf, levelOf, MEMORY_SECONDS } from './levels.ts';
import { jobsIn, oneOf } from './matchers.ts';
import { BEGUN } from './series.ts';

/** So low a level is no proof of anything, and little to be wrong about. */
const FEW = 10;

/** Yields what such processes begin at, zero. Evaluated after the levels. @param total - name of what is counted */
export function begunRule(objectives: readonly Objective[], total: string): RecordingRule {
  const matchers = matchersOf(objectives);
  const [level, before] = [levelOf(matchers, 'total'), beforeOf(matchers, 'total')];
  const fell = `${level} * 0 and ${level} < ${before}`;
  const lately = `(${before} - ${level} offset 5m or ${before} * 0)`;
  const looksNew = `${fell} and ${level} <= clamp_min(${lately}, ${FEW})`;
  const start = startTimes(objectives);
  if (start === undefined) return { record: BEGUN, expr: looksNew };
  const missed = `ignoring (part) count_over_time(${beforeOf(matchers, 'missed')}[5m])`;
  const counted = `clamp_min(sum_over_time(${total}{${matchers}}[5m]), ${FEW})`;
  const isYoung = `on (job, instance) ${start} > time() - ${MEMORY_SECONDS}`;
  return {
    record: BEGUN,
    expr: [
      `${level} * 0 unless ${before} and ${isYoung}`,
      `${fell} unless ${missed} and ${isYoung} and ${level} <= on (service, slo) group_left () ${counted}`,
      `${looksNew} unless on (job, instance) ${start}`,
    ].join(' or '),
  };
}

/** What has begun at this very evaluation: after a restart of Prometheus the last sample before it would seem to last. */
export function begunNow(matchers: string): string {
  return `last_over_time(${BEGUN}{${matchers}}[1ms])`;
}

/** Only of jobs that are named: there may be thousands of others. */
function startTimes(objectives: readonly Objective[]): string | undefined {
  const jobs = new Set(
    objectives.flatMap(({ indicator }) => (indicator.kind === 'events' ? jobsIn(indicator.total.promql) : [])),
  );
  return jobs.size === 0 ? undefined : `process_start_time_seconds{${oneOf('job', [...jobs])}}`;
}
