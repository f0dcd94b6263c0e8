/**
 * The reference platform with its declared visitors for half an hour: no alert is to fire, and nothing is to grow.
 *
 * Arguments: --minutes N (30)
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { AlertReceiver } from './harness/alert-receiver.ts';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import type { BenchPlatform } from './harness/platform.ts';
import { familyOf, memoryBytes } from './harness/processes.ts';
import { round } from './harness/statistics.ts';
import { renderTable } from './harness/table.ts';
import { createTalent } from './harness/talent.ts';

const MINUTE_MS = 60_000;
const MEBIBYTE = 2 ** 20;

export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const { values } = parseArgs({ args: [...argv], options: { minutes: { type: 'string', default: '30' } } });
  const minutes = Number(values.minutes);
  const receiver = await AlertReceiver.start();
  const { platform } = await createTalent({ watched: true, alertWebhook: receiver.url });
  try {
    await platform.up();
    await platform.nines('scale', 'visitors', '1');
    await sleep(MINUTE_MS, undefined, { signal });
    const memoryMiBMinute1 = memoryMiB(platform);
    for (let minute = 2; minute <= minutes; minute += 1) {
      await sleep(MINUTE_MS, undefined, { signal });
      if (minute % 5 === 0)
        progress(`minute ${minute}: ${memoryMiB(platform)} MiB, ${receiver.received().length} alerts told`);
    }
    const memoryMiBEnd = memoryMiB(platform);
    const figures = await figuresOf(platform, minutes);
    return outcome({ minutes, memoryMiBMinute1, memoryMiBEnd, ...figures, told: namesOf(receiver) });
  } finally {
    await platform.remove();
    receiver.stop();
  }
}

interface SoakFigures {
  readonly minutes: number;
  readonly memoryMiBMinute1: number;
  readonly memoryMiBEnd: number;
  /** Names of alerts that fired at any time, by Prometheus. */
  readonly fired: readonly string[];
  /** Names of alerts that were pending at any time. */
  readonly pended: readonly string[];
  /** Names of alerts that the webhook was told. */
  readonly told: readonly string[];
  /** Declared load, by the mesh. */
  readonly requests: number;
  readonly failed: number;
  /** Users' requests, by the mesh: there are none. */
  readonly userRequests: number;
  readonly restarts: number;
}

function namesOf(receiver: AlertReceiver): readonly string[] {
  return [...new Set(receiver.received().map(({ labels }) => labels['alertname'] ?? ''))];
}

function memoryMiB(platform: BenchPlatform): number {
  const bytes = familyOf(platform.directory).reduce((sum, { pid }) => sum + memoryBytes(pid), 0);
  return round(bytes / MEBIBYTE, 0);
}

type PrometheusFigures = Pick<SoakFigures, 'fired' | 'pended' | 'requests' | 'failed' | 'userRequests' | 'restarts'>;

async function figuresOf(platform: BenchPlatform, minutes: number): Promise<PrometheusFigures> {
  const { system } = await platform.status();
  const url = system.find(({ name }) => name === 'nines-prometheus')?.url;
  if (url === undefined || url === null) throw new Error('Prometheus does not run');
  const names = async (state: string): Promise<readonly string[]> => {
    const query = `count by (alertname) (count_over_time(ALERTS{alertstate="${state}",alertname!="Watchdog"}[${minutes + 5}m]))`;
    return (await ask(url, query)).map(({ metric }) => metric['alertname'] ?? '');
  };
  const sum = async (selector: string): Promise<number> =>
    Number((await ask(url, `sum(mesh_requests_total{${selector}})`))[0]?.value[1] ?? 0);
  return {
    fired: await names('firing'),
    pended: await names('pending'),
    requests: await sum('kind="declared"'),
    failed: await sum('kind="declared",status_class="5xx"'),
    userRequests: await sum('kind="user"'),
    restarts: await platform.restarts(),
  };
}

interface InstantSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** @see Prometheus documentation, "HTTP API", instant queries */
async function ask(url: string, query: string): Promise<readonly InstantSample[]> {
  const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
  const body = (await answer.json()) as { readonly data: { readonly result: readonly InstantSample[] } };
  return body.data.result;
}

function outcome(figures: SoakFigures): BenchOutcome {
  const growthPercent = round((figures.memoryMiBEnd / figures.memoryMiBMinute1 - 1) * 100);
  const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
  const table = renderTable([
    [`${figures.minutes} minutes with visitors`, ''],
    ['alerts that fired', list(figures.fired)],
    ['alerts that were pending', list(figures.pended)],
    ['alerts told', list(figures.told)],
    ['declared requests', figures.requests],
    ['of them failed', figures.failed],
    ["users' requests", figures.userRequests],
    ['restarts', figures.restarts],
    ['memory after 1 min, MiB', figures.memoryMiBMinute1],
    ['memory at the end, MiB', figures.memoryMiBEnd],
  ]);
  return { table, json: { ...figures, growthPercent } };
}
