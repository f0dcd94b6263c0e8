/** What rules cost a real Prometheus, as it says itself. */
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseDuration } from '@nines/kernel';
import type { RuleGroup } from '@nines/kernel';
import { freePorts } from '@nines/testkit/ports';
import { startMonitoringTool } from './monitoring-tool.ts';
import { end } from './processes.ts';
import { median } from './statistics.ts';

export interface RuleEvaluationOptions {
  /** Where files may be made. */
  readonly directory: string;
  /** Data directory with a past; it is copied. */
  readonly past: string;
  /** Port of what is scraped. */
  readonly target: number;
  readonly groups: readonly RuleGroup[];
  /** PromQL -> how many series it has to yield in the end: rules that find nothing cost nothing. */
  readonly expected: Readonly<Record<string, number>>;
  readonly signal: AbortSignal;
}

export interface EvaluationCost {
  /** One evaluation of everything, s. */
  readonly seconds: number;
  /** What a minute of wall clock takes, at the groups' own intervals, s. */
  readonly secondsPerMinute: number;
  /** Of each group, without the first; the least of them. */
  readonly evaluations: number;
}

/** Groups are evaluated at least so often while they are measured, ms: nobody waits for those of five minutes. */
const LONGEST_INTERVAL_MS = 30_000;
const EVALUATIONS = 2;
/** Shorter than the shortest interval, so that none is overlooked. */
const POLL_MS = 4_000;
const TIMEOUT_MS = 150_000;
const SCRAPE_INTERVAL = '15s';

/** One Prometheus, from start to end. @throws Error where a rule fails or finds less than it should */
export async function measureRules(options: RuleEvaluationOptions): Promise<EvaluationCost> {
  const { directory, past, groups, expected, signal } = options;
  const data = join(directory, 'data');
  const configuration = await configure(options);
  const [port = 0] = await freePorts(1);
  const origin = `http://127.0.0.1:${port}`;
  await cp(past, data, { recursive: true });
  const storage = [`--storage.tsdb.path=${data}`, '--storage.tsdb.retention.time=60d'];
  const prometheus = await startMonitoringTool(
    'prometheus',
    port,
    [`--config.file=${configuration}`, ...storage],
    signal,
  );
  try {
    const durations = await watch(origin, groups, signal);
    for (const [promql, count] of Object.entries(expected)) await expectSeries(origin, promql, count);
    return costOf(groups, durations);
  } finally {
    await end(prometheus, 'SIGTERM');
    await rm(data, { recursive: true, force: true });
  }
}

async function configure({ directory, target, groups }: RuleEvaluationOptions): Promise<string> {
  const measured = groups.map((group) => {
    return { ...group, interval: `${Math.min(intervalMs(group), LONGEST_INTERVAL_MS)}ms` };
  });
  const configuration = {
    global: { scrape_interval: SCRAPE_INTERVAL },
    rule_files: ['rules.json'],
    scrape_configs: [
      { job_name: 'requests', honor_labels: true, static_configs: [{ targets: [`127.0.0.1:${target}`] }] },
    ],
  };
  await writeFile(join(directory, 'rules.json'), JSON.stringify({ groups: measured }));
  await writeFile(join(directory, 'prometheus.json'), JSON.stringify(configuration));
  return join(directory, 'prometheus.json');
}

/** Durations of one group's evaluations by the time at which they began. */
type Durations = ReadonlyMap<string, number>;

async function watch(
  origin: string,
  groups: readonly RuleGroup[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Durations>> {
  const seen = new Map<string, Map<string, number>>(groups.map(({ name }) => [name, new Map()]));
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  while ([...seen.values()].some(({ size }) => size <= EVALUATIONS)) {
    await sleep(POLL_MS, undefined, { signal: limit });
    const text = await (await fetch(`${origin}/metrics`, { signal: limit })).text();
    expectNoFailure(text);
    const evaluatedAt = byGroup(text, 'last_evaluation_timestamp_seconds');
    for (const [group, duration] of byGroup(text, 'last_duration_seconds')) {
      const at = evaluatedAt.get(group);
      if (at !== undefined && Number(at) > 0) seen.get(group)?.set(at, Number(duration));
    }
  }
  return seen;
}

function expectNoFailure(metrics: string): void {
  const failures = byGroup(metrics, 'evaluation_failures_total', 'prometheus_rule');
  for (const [group, count] of failures) {
    if (Number(count) > 0) throw new Error(`Prometheus failed to evaluate ${group}`);
  }
}

function byGroup(metrics: string, name: string, prefix = 'prometheus_rule_group'): ReadonlyMap<string, string> {
  const line = new RegExp(String.raw`^${prefix}_${name}\{rule_group="[^"]*?;([^"]*)"\} (\S+)$`, 'gm');
  return new Map([...metrics.matchAll(line)].map(([, group = '', value = '']) => [group, value]));
}

async function expectSeries(origin: string, promql: string, count: number): Promise<void> {
  const query = new URLSearchParams({ query: `count(${promql}) or vector(0)` });
  const answer = await fetch(`${origin}/api/v1/query?${query.toString()}`);
  const { data } = (await answer.json()) as { data: { result: readonly { value: readonly [number, string] }[] } };
  const found = Number(data.result[0]?.value[1]);
  if (found !== count) throw new Error(`There are ${found} of ${promql} instead of ${count}`);
}

/** The first evaluation of each finds nothing in memory. */
function costOf(groups: readonly RuleGroup[], durations: ReadonlyMap<string, Durations>): EvaluationCost {
  const costs = groups.map((group) => {
    const later = [...(durations.get(group.name)?.entries() ?? [])]
      .toSorted(([one], [other]) => Number(one) - Number(other))
      .slice(1)
      .map(([, seconds]) => seconds);
    return { seconds: median(later), evaluations: later.length, timesPerMinute: 60_000 / intervalMs(group) };
  });
  return {
    seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
    secondsPerMinute: costs.reduce((sum, { seconds, timesPerMinute }) => sum + seconds * timesPerMinute, 0),
    evaluations: Math.min(...costs.map(({ evaluations }) => evaluations)),
  };
}

function intervalMs({ interval }: RuleGroup): number {
  return parseDuration(interval) ?? Number.NaN;
}
