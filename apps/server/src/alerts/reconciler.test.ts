import type { MuteTime } from '@nines/catalog';
import type { ReportedAlert, Verdict } from '@nines/incidents';
import type { TakenAlert } from '@nines/kernel';
import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import type { HeldAlert } from './alertmanager.ts';
import { AskedVerdicts } from './asked-verdicts.ts';
import { NotifiedAlerts } from './notified-alerts.ts';
import { Reconciler } from './reconciler.ts';

const AT = '1970-01-01T00:00:00.000Z';
const NEVER = new AbortController().signal;

let clock: VirtualClock;
let firing: readonly TakenAlert[];
let taken: ReportedAlert[];
let held: readonly HeldAlert[] | undefined;
let recorded: readonly TakenAlert[];
let detected: boolean | undefined;
let intakes: readonly string[] | undefined;
/** How often Alertmanager was asked what it holds. */
let asked: number;
let mute: readonly MuteTime[];

beforeEach(() => {
  clock = new VirtualClock();
  firing = [];
  taken = [];
  held = undefined;
  recorded = [];
  detected = true;
  intakes = ['ci', 'cd'];
  asked = 0;
  mute = [];
});

const desk = {
  firing: async () => firing,
  firingLike: async () => firing,
  takeAlerts: async (alerts: readonly ReportedAlert[]) => {
    taken.push(...alerts);
  },
};
const verdicts = new AskedVerdicts({
  isDetected: () => detected,
  rules: async () => undefined,
  intakes: () => intakes,
});

function reconciler(): Reconciler {
  const alertmanager = {
    alerts: async () => {
      asked += 1;
      return held ?? Promise.reject(new Error('away'));
    },
    startedMs: async () => 0,
  };
  return new Reconciler({
    ...{ desk, verdicts, alertmanager, receiver: 'nines', mute: () => mute, clock, log: () => undefined },
    recorded: async (alerts) =>
      recorded.filter((each) => alerts.some(({ fingerprint }) => fingerprint === each.fingerprint)),
  });
}

function alert(origin: string, fingerprint = 'f'): TakenAlert {
  const labels = { alertname: 'A', service: 'db', origin };
  return { fingerprint, startsAt: AT, endsAt: null, labels, annotations: {}, receivedAt: AT, incident: 1 };
}

function heldAlert(fingerprint: string, more: Partial<HeldAlert> = {}): HeldAlert {
  const labels = { alertname: 'A', service: 'db', origin: 'somebody' };
  const silent = { silencedBy: [], inhibitedBy: [] };
  return { fingerprint, labels, annotations: {}, startsAt: AT, receivers: ['nines'], ...silent, ...more };
}

describe('reconciling', () => {
  it('ends what the detectors have not claimed for ten seconds, as of when that was noticed', async () => {
    firing = [alert('detector')];
    const stop = new AbortController();
    const running = reconciler().run(stop.signal);
    await clock.goTo(20_000);
    expect(taken).toEqual([]);
    detected = false;
    await clock.goTo(36_000);
    expect(taken[0]).toMatchObject({ status: 'resolved', endsAt: '1970-01-01T00:00:25.000Z' });
    stop.abort();
    await running;
  });

  it('ends what was silenced and then cleared, which nobody but Alertmanager knows of', async () => {
    firing = [alert('somebody')];
    const subject = reconciler();
    held = [heldAlert('f', { silencedBy: ['s'] })];
    await clock.goTo(600_000);
    await subject.reconcile(NEVER);
    held = [];
    await subject.reconcile(NEVER);
    await clock.goTo(660_000);
    await subject.reconcile(NEVER);
    expect(taken.map(({ fingerprint, status }) => [fingerprint, status])).toEqual([['f', 'resolved']]);
  });

  it('ends what an intake took in that nines.yaml has no more, a minute later, and asks Alertmanager for none of that', async () => {
    firing = [alert('intake', 'ci:7'), alert('intake', 'cd:7')];
    held = [];
    const stop = new AbortController();
    const running = reconciler().run(stop.signal);
    await clock.goTo(400_000);
    intakes = undefined;
    await clock.goTo(500_000);
    expect(taken).toEqual([]);
    intakes = ['cd'];
    await clock.goTo(559_000);
    expect(taken).toEqual([]);
    await clock.goTo(570_000);
    expect(taken[0]).toMatchObject({ fingerprint: 'ci:7', status: 'resolved', endsAt: '1970-01-01T00:08:25.000Z' });
    expect(new Set(taken.map(({ fingerprint }) => fingerprint))).toEqual(new Set(['ci:7']));
    expect(asked).toBeLessThan(65);
    stop.abort();
    await running;
  });

  it('raises again what others posted again as if it had never ended, and nothing that is silenced or for others', async () => {
    await clock.goTo(400_000);
    const endsAt = '1970-01-01T00:05:00.000Z';
    const names = ['f', 'silenced', 'for others', 'unheard of'];
    recorded = names.slice(0, 3).map((name) => ({ ...alert('somebody', name), endsAt }));
    held = names.map((name) =>
      heldAlert(name, {
        silencedBy: name === 'silenced' ? ['s'] : [],
        receivers: name === 'for others' ? ['webhook/archive'] : ['nines'],
      }),
    );
    const stop = new AbortController();
    const running = reconciler().run(stop.signal);
    await clock.goTo(455_000);
    expect(taken).toEqual([]);
    await clock.goTo(500_000);
    const startsAt = '1970-01-01T00:06:45.000Z';
    expect(taken[0]).toMatchObject({ fingerprint: 'f', status: 'firing', startsAt, endsAt: null });
    expect(new Set(taken.map(({ fingerprint }) => fingerprint))).toEqual(new Set(['f']));
    firing = [{ ...alert('somebody'), startsAt }];
    taken = [];
    await clock.goTo(600_000);
    expect(taken).toEqual([]);
    stop.abort();
    await running;
  });

  it('takes in what fires anew of which Alertmanager does not tell, unless it is silenced, inhibited, muted or for others', async () => {
    await clock.goTo(400_000);
    const startsAt = '1970-01-01T00:06:30.000Z';
    const labels = { alertname: 'A', service: 'db', origin: 'detector', severity: 'warning' };
    mute = [{ name: 'nights', timezone: 'UTC', days: ['thursday'], from: '00:00', to: '08:00', severities: ['info'] }];
    held = [
      heldAlert('page', { startsAt, labels: { ...labels, severity: 'critical' } }),
      heldAlert('ticket', { startsAt, labels }),
      heldAlert('told', { startsAt, labels }),
      heldAlert('silenced', { startsAt, labels, silencedBy: ['s'] }),
      heldAlert('inhibited', { startsAt, labels, inhibitedBy: ['page'] }),
      heldAlert('muted', { startsAt, labels: { ...labels, severity: 'info' } }),
      heldAlert('for others', { startsAt, labels, receivers: ['webhook/archive'] }),
    ];
    const endsAt = '1970-01-01T00:05:00.000Z';
    recorded = held.map(({ fingerprint }) => ({ ...alert('detector', fingerprint), endsAt }));
    firing = [{ ...alert('detector', 'told'), startsAt }];
    const stop = new AbortController();
    const running = reconciler().run(stop.signal);
    await clock.goTo(414_000);
    expect(taken).toEqual([]);
    await clock.goTo(416_000);
    expect(taken).toMatchObject([{ fingerprint: 'page', status: 'firing', startsAt, endsAt: null }]);
    firing = [...firing, { ...alert('detector', 'page'), startsAt }];
    await clock.goTo(464_000);
    expect(taken).toHaveLength(1);
    await clock.goTo(466_000);
    expect(taken.slice(1)).toMatchObject([{ fingerprint: 'ticket', startsAt }]);
    stop.abort();
    await running;
  });

  it('ends nothing that an Alertmanager does not hold which was just started, or does not answer', async () => {
    firing = [alert('somebody')];
    const subject = reconciler();
    held = [];
    for (const ms of [0, 100_000, 359_000]) {
      await clock.goTo(ms);
      await subject.reconcile(NEVER);
    }
    held = undefined;
    for (const ms of [400_000, 500_000]) {
      await clock.goTo(ms);
      await subject.reconcile(NEVER);
    }
    expect(taken).toEqual([]);
  });

  it('takes in at once what a message had no room for, and nothing else that is held', async () => {
    const subject = reconciler();
    const stop = new AbortController();
    const running = subject.run(stop.signal);
    held = [
      heldAlert('told'),
      heldAlert('untold'),
      heldAlert('silenced', { silencedBy: ['s'] }),
      heldAlert('inhibited', { inhibitedBy: ['i'] }),
      heldAlert('elsewhere', { labels: { alertname: 'A', service: 'web' } }),
      heldAlert('for others', { receivers: ['webhook/archive'] }),
    ];
    const notified = new NotifiedAlerts({
      desk,
      verdicts,
      onTruncated: (labels) => subject.truncated(labels),
      onTaken: () => undefined,
    });
    const told = { ...heldAlert('told'), status: 'firing' as const, endsAt: '0001-01-01T00:00:00Z' };
    const message = { version: '4' as const, groupKey: 'g', receiver: 'nines', alerts: [told] };
    await notified.take({ ...message, groupLabels: { service: 'db' }, truncatedAlerts: 1 });
    await clock.goTo(10);
    expect(taken.map(({ fingerprint }) => fingerprint)).toEqual(['told', 'told', 'untold']);
    stop.abort();
    await running;
  });
});

describe('asking whoever raised alerts', () => {
  it('is done once for all who want to know meanwhile, and anew for whoever comes later', async () => {
    let prometheusAsked = 0;
    const answers: (() => void)[] = [];
    const asking = new AskedVerdicts({
      isDetected: () => true,
      intakes: () => [],
      rules: async () => {
        prometheusAsked += 1;
        await new Promise<void>((resolve) => answers.push(resolve));
        return [];
      },
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const first = asking.ask();
    await turn();
    const later = [asking.ask(), asking.ask()];
    await turn();
    expect(prometheusAsked).toBe(1);
    answers.shift()?.();
    await first;
    await turn();
    expect(prometheusAsked).toBe(2);
    answers.shift()?.();
    const verdicts: Verdict[] = (await Promise.all(later)).map((verdictOf) => verdictOf(alert('rule')));
    expect(verdicts).toEqual(['over', 'over']);
  });
});
