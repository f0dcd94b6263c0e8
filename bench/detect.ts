/**
 * From SIGKILL of a service to the notification, to the page in Slack, and from its first answer to the "resolved".
 *
 * One instance, whose restart is held for 15 s; the same webhook hears of it from Nines and from a stock Prometheus and
 * Alertmanager. A crash that heals at once is to tell nobody.
 *
 * Arguments: --rounds N (10), --stock N (3)
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { AlertReceiver } from './harness/alert-receiver.ts';
import type { ReceivedAlert } from './harness/alert-receiver.ts';
import { progress } from './harness/bench.ts';
import type { BenchOutcome } from './harness/bench.ts';
import { BenchPlatform } from './harness/platform.ts';
import { FakeSlack } from '@nines/testkit/fake-slack';
import { freePorts } from '@nines/testkit/ports';
import { end, start } from './harness/processes.ts';
import { measureRecovery, waitUntilAnswered, waitUntilServed } from './harness/recovery.ts';
import { startStockAlerting } from './harness/stock-alerting.ts';
import { median, round } from './harness/statistics.ts';
import { renderTable } from './harness/table.ts';

const SERVER = join(import.meta.dirname, 'fixtures', 'held');
const SERVICE = 'shop';
const HOLD_MS = 15_000;
/** Steady before it is killed, so that each crash is a first one. */
const STEADY_MS = 11_000;
/** Time in which a crash that healed would have been told. */
const QUIET_MS = 5_000;
/** Stock alerting scrapes a target some times before it dies. */
const STOCK_WARM_UP_MS = 12_000;
const STOCK_SPREAD_MS = 7_000;
const STOCK_TIMEOUT_MS = 300_000;

export async function run(argv: readonly string[], signal: AbortSignal): Promise<BenchOutcome> {
  const { values } = parseArgs({
    args: [...argv],
    options: { rounds: { type: 'string', default: '10' }, stock: { type: 'string', default: '3' } },
  });
  const directory = await mkdtemp(join(tmpdir(), 'nines-detect-'));
  const receiver = await AlertReceiver.start();
  try {
    const nines = await measureNines(directory, receiver, Number(values.rounds), signal);
    const stock = await measureStock(directory, receiver, Number(values.stock), signal);
    return outcome(nines, stock);
  } finally {
    receiver.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Outage {
  /** From SIGKILL to the notification, ms. */
  readonly toldMs: number;
  /** From SIGKILL to the message about the incident in Slack, ms. */
  readonly pagedMs: number;
  /** From the first answer of the next instance to the "resolved", ms. */
  readonly resolvedMs: number;
}

interface NinesFigures {
  readonly outages: readonly Outage[];
  /** Notifications about a crash that healed by itself. */
  readonly pagesForHealed: number;
  /** Whether that crash is in the event log. */
  readonly healedIsRecorded: boolean;
}

async function measureNines(
  directory: string,
  receiver: AlertReceiver,
  rounds: number,
  signal: AbortSignal,
): Promise<NinesFigures> {
  const [port = 0, http = 0] = await freePorts(2);
  const hold = join(directory, 'hold');
  const slack = await new FakeSlack().start();
  const token = join(directory, 'slack-token');
  await writeFile(token, 'xoxb-test');
  const platform = await BenchPlatform.create(
    JSON.stringify({
      apiVersion: 'nines.dev/v1',
      kind: 'Platform',
      metadata: { name: 'detect' },
      ingress: { http },
      secrets: { SLACK_TOKEN: { file: token } },
      notify: {
        slack: { channel: '#sre', token: { secret: 'SLACK_TOKEN' }, api: slack.api },
        webhooks: [{ name: 'bench', url: receiver.url, receives: 'all' }],
      },
      // Each outage is an incident of its own.
      incidents: { reopenWithin: '1s' },
      services: {
        [SERVICE]: { run: { command: 'node server.mjs', cwd: SERVER }, port, env: { HOLD: hold }, tier: 1 },
      },
    }),
  );
  try {
    await platform.up();
    await sleep(STEADY_MS, undefined, { signal });
    const healed = await measureHealed(platform, port, receiver, signal);
    const outages: Outage[] = [];
    for (let turn = 1; turn <= rounds; turn += 1) {
      await sleep(STEADY_MS, undefined, { signal });
      const outage = await measureOutage({ port, hold, receiver, slack }, signal);
      outages.push(outage);
      progress(
        `round ${turn}: told after ${outage.toldMs.toFixed(0)} ms, paged after ${outage.pagedMs.toFixed(0)} ms, resolved after ${outage.resolvedMs.toFixed(0)} ms`,
      );
    }
    return { outages, ...healed };
  } finally {
    await platform.remove();
    await slack.stop();
  }
}

async function measureHealed(
  platform: BenchPlatform,
  port: number,
  receiver: AlertReceiver,
  signal: AbortSignal,
): Promise<Omit<NinesFigures, 'outages'>> {
  const began = performance.now();
  const recoveryMs = await measureRecovery(port, signal);
  await sleep(QUIET_MS, undefined, { signal });
  const told = receiver.received(began).filter(isAboutService);
  const events = await platform.events();
  const healedIsRecorded = events.some(
    ({ type, subject }) => type === 'instance.crashed' && subject.startsWith(SERVICE),
  );
  progress(`a crash that healed within ${recoveryMs.toFixed(0)} ms was told ${told.length} times`);
  return { pagesForHealed: told.length, healedIsRecorded };
}

interface Listeners {
  readonly port: number;
  readonly hold: string;
  readonly receiver: AlertReceiver;
  readonly slack: FakeSlack;
}

async function measureOutage({ hold, port, receiver, slack }: Listeners, signal: AbortSignal): Promise<Outage> {
  const previous = await waitUntilServed(port, signal);
  await writeFile(hold, String(Date.now() + HOLD_MS));
  const [killedAt, killedMs, posts] = [performance.now(), Date.now(), slack.posts.length];
  process.kill(previous, 'SIGKILL');
  const isPage = (alert: ReceivedAlert): boolean => isAboutService(alert) && alert.labels['severity'] === 'critical';
  const told = await receiver.next(killedAt, (alert) => isPage(alert) && alert.status === 'firing', signal);
  await slack.waitUntil(() => slack.posts.length > posts, signal);
  const pagedMs = (slack.posts[posts]?.times[0] ?? NaN) - killedMs;
  await waitUntilServed(port, signal, { previous });
  const servedAt = performance.now();
  const resolved = await receiver.next(
    told.receivedAt,
    (alert) => alert.status === 'resolved' && alert.labels['alertname'] === told.labels['alertname'] && isPage(alert),
    signal,
  );
  return { toldMs: told.receivedAt - killedAt, pagedMs, resolvedMs: resolved.receivedAt - servedAt };
}

function isAboutService({ labels }: ReceivedAlert): boolean {
  return labels['service'] === SERVICE;
}

/** As many victims as rounds, killed one after the other, so that one run measures them all. */
async function measureStock(
  directory: string,
  receiver: AlertReceiver,
  rounds: number,
  signal: AbortSignal,
): Promise<readonly number[]> {
  if (rounds === 0) return [];
  const ports = await freePorts(rounds);
  const victims = ports.map((port) => start(process.execPath, ['server.mjs'], victimOptions(directory, port)));
  for (const port of ports) await waitUntilAnswered(`http://127.0.0.1:${port}/`, signal);
  const stock = await startStockAlerting({
    directory: join(directory, 'stock'),
    targets: ports,
    webhookUrl: receiver.url,
    signal,
  });
  try {
    await sleep(STOCK_WARM_UP_MS, undefined, { signal });
    const limit = AbortSignal.any([signal, AbortSignal.timeout(STOCK_TIMEOUT_MS)]);
    const told: Promise<number>[] = [];
    for (const [index, port] of ports.entries()) {
      const killedAt = performance.now();
      victims[index]?.kill('SIGKILL');
      const isVictim = ({ labels }: ReceivedAlert): boolean => labels['instance'] === `127.0.0.1:${port}`;
      told.push(receiver.next(killedAt, isVictim, limit).then(({ receivedAt }) => receivedAt - killedAt));
      await sleep(STOCK_SPREAD_MS, undefined, { signal });
    }
    const figures = await Promise.all(told);
    for (const ms of figures) progress(`stock: told after ${(ms / 1_000).toFixed(1)} s`);
    return figures;
  } finally {
    await stock.stop();
    for (const victim of victims) await end(victim, 'SIGKILL');
  }
}

function victimOptions(directory: string, port: number): { cwd: string; env: NodeJS.ProcessEnv } {
  return { cwd: SERVER, env: { ...process.env, PORT: String(port), HOLD: join(directory, 'no-hold') } };
}

function outcome({ outages, pagesForHealed, healedIsRecorded }: NinesFigures, stock: readonly number[]): BenchOutcome {
  const told = outages.map(({ toldMs }) => toldMs);
  const paged = outages.map(({ pagedMs }) => pagedMs);
  const resolved = outages.map(({ resolvedMs }) => resolvedMs);
  const nines = {
    medianMs: round(median(told), 0),
    worstMs: round(Math.max(...told), 0),
    pagedMedianMs: round(median(paged), 0),
    pagedWorstMs: round(Math.max(...paged), 0),
    resolvedMedianMs: round(median(resolved), 0),
    resolvedWorstMs: round(Math.max(...resolved), 0),
  };
  const stockMedianMs = round(median(stock), 0);
  const ratio = round(stockMedianMs / nines.medianMs, 1);
  const table = [
    renderTable([
      ['', 'median ms', 'worst ms', 'in Slack, median ms', 'in Slack, worst ms', 'resolved, worst ms'],
      ['nines', nines.medianMs, nines.worstMs, nines.pagedMedianMs, nines.pagedWorstMs, nines.resolvedWorstMs],
      ['stock', stockMedianMs, round(Math.max(...stock), 0), null, null, null],
    ]),
    '',
    `stock / nines: ${ratio}; a crash that healed was told ${pagesForHealed} times, and is ${healedIsRecorded ? '' : 'not '}in the event log`,
  ].join('\n');
  return { table, json: { nines, stock: { medianMs: stockMedianMs }, ratio, pagesForHealed, healedIsRecorded } };
}
