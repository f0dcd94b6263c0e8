import type { NotifiedAlert } from '@nines/api';
import type { Clock } from '@nines/kernel';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { beforeEach, describe, expect, it } from 'vitest';
import { AlertLedger } from './alert-ledger.ts';
import type { Verdict } from './alert-ledger.ts';

const STARTS_AT = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T00:01:00.000Z';

let log: InMemoryEventLog;
let nowMs: number;
let verdict: Verdict;
let ledger: AlertLedger;

const clock: Clock = {
  now: () => nowMs,
  monotonicMs: () => nowMs,
  sleep: async () => undefined,
  timeoutSignal: () => new AbortController().signal,
};

function newLedger(): AlertLedger {
  return new AlertLedger({ eventLog: () => log, verdicts: async () => () => verdict, clock, log: () => undefined });
}

beforeEach(() => {
  log = new InMemoryEventLog({ now: () => 0 });
  nowMs = 0;
  verdict = 'active';
  ledger = newLedger();
});

async function tell(status: NotifiedAlert['status'], origin = 'detector', startsAt: string = STARTS_AT): Promise<void> {
  const labels = { alertname: 'ServiceDown', service: 'db', origin };
  const alert = { status, labels, annotations: {}, startsAt, endsAt: '', fingerprint: 'abc' };
  await ledger.take({ version: '4', groupKey: 'g', truncatedAlerts: 0, receiver: 'nines', alerts: [alert] });
}

async function types(): Promise<readonly string[]> {
  return (await log.read(0, 100)).map(({ type }) => type);
}

async function reconcileAt(ms: number): Promise<readonly string[]> {
  nowMs = ms;
  await ledger.reconcile();
  return types();
}

describe('the ledger of alerts', () => {
  it('writes down once what is told often', async () => {
    await tell('firing');
    await tell('firing');
    verdict = 'over';
    await tell('resolved');
    await tell('resolved');
    expect(await types()).toEqual(['alert.fired', 'alert.resolved']);
    const [fired, resolved] = await log.read(0, 2);
    expect(fired).toMatchObject({ subject: 'db', correlationId: resolved?.correlationId });
  });

  it('does not believe that an alert is over while whoever raised it claims it', async () => {
    await tell('firing');
    await tell('resolved');
    expect(await types()).toEqual(['alert.fired']);
    verdict = 'unknown';
    await tell('resolved');
    expect(await types()).toEqual(['alert.fired']);
  });

  it('closes what is over without being told, when nobody has claimed it for a while', async () => {
    await tell('firing');
    verdict = 'over';
    expect(await reconcileAt(1_000)).toEqual(['alert.fired']);
    expect(await reconcileAt(10_999)).toEqual(['alert.fired']);
    expect(await reconcileAt(11_000)).toEqual(['alert.fired', 'alert.resolved']);
  });

  it('waits longer for rules, which a Prometheus that was just started has not evaluated', async () => {
    await tell('firing', 'rule');
    verdict = 'over';
    await reconcileAt(0);
    expect(await reconcileAt(59_999)).toEqual(['alert.fired']);
    verdict = 'active';
    await reconcileAt(60_000);
    verdict = 'over';
    expect(await reconcileAt(61_000)).toEqual(['alert.fired']);
    expect(await reconcileAt(121_000)).toEqual(['alert.fired', 'alert.resolved']);
  });

  it('goes on with what an earlier server left open', async () => {
    await tell('firing');
    ledger = newLedger();
    verdict = 'over';
    await reconcileAt(0);
    expect(await reconcileAt(10_000)).toEqual(['alert.fired', 'alert.resolved']);
  });

  it('believes Alertmanager of alerts that nobody else can be asked about', async () => {
    await tell('firing', 'somebody');
    verdict = 'unheard';
    await tell('resolved', 'somebody');
    expect(await types()).toEqual(['alert.fired', 'alert.resolved']);
  });

  it('closes what has given way to another time, of which Alertmanager tells instead', async () => {
    await tell('firing', 'rule');
    verdict = 'another';
    expect(await reconcileAt(600_000)).toEqual(['alert.fired']); // or Prometheus was restarted, and it is the same
    await tell('firing', 'rule', LATER);
    const events = await log.read(0, 10);
    expect(events.map(({ type, data }) => [type, data['startsAt']])).toEqual([
      ['alert.fired', STARTS_AT],
      ['alert.resolved', STARTS_AT],
      ['alert.fired', LATER],
    ]);
    verdict = 'active';
    await tell('firing', 'rule', LATER);
    expect(await types()).toHaveLength(3);
  });

  it('leaves what goes on as it is, though Alertmanager has forgotten when it began', async () => {
    await tell('firing');
    await tell('firing', 'detector', LATER);
    expect(await types()).toEqual(['alert.fired', 'alert.fired']);
  });

  it('looks back a limited way at its start, however long the log is', async () => {
    const asked: number[] = [];
    const read = async (after: number): Promise<[]> => {
      asked.push(after);
      return [];
    };
    const long = { append: log.append.bind(log), read, lastSequence: async () => 5_000_000 };
    const verdicts = async () => () => verdict;
    await new AlertLedger({ eventLog: () => long, verdicts, clock, log: () => undefined }).reconcile();
    expect(asked).toEqual([4_900_000]);
  });
});
