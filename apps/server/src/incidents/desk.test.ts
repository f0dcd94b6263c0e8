import { policyOf } from '@nines/incidents';
import type { IncidentPolicy, ReportedAlert } from '@nines/incidents';
import { NinesError } from '@nines/kernel';
import type { IncidentAction, IncidentCommand, IncidentStore } from '@nines/kernel';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { someEvent } from '@nines/testkit/event-log-contract';
import { InMemoryIncidentStore } from '@nines/testkit/incident-store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCatalog } from '../testing/test-catalog.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { Desk } from './desk.ts';
import type { DeskOptions } from './desk.ts';

const POLICY: IncidentPolicy = policyOf(testCatalog());
const MINUTE_MS = 60_000;

let clock: VirtualClock;
let log: InMemoryEventLog;
let store: InMemoryIncidentStore;
let stop: AbortController;

beforeEach(() => {
  clock = new VirtualClock();
  log = new InMemoryEventLog({ now: () => clock.now() });
  store = new InMemoryIncidentStore({ clock, events: log });
  stop = new AbortController();
});

afterEach(() => {
  stop.abort();
});

function startDesk(options: Partial<DeskOptions> = {}): Desk {
  const desk = new Desk({
    store: () => store,
    policy: () => POLICY,
    leftOpen: async () => [],
    clock,
    log: () => undefined,
    onDecided: () => undefined,
    ...options,
  });
  void desk.run(stop.signal);
  return desk;
}

/** The store, but for what is replaced. */
function storeWith(replaced: Partial<IncidentStore>): IncidentStore {
  return new Proxy(store, {
    get: (target, name) => {
      const own = (replaced as Record<string | symbol, unknown>)[name];
      const value: unknown = own ?? Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function report(service: string, status: ReportedAlert['status'] = 'firing', startsMs = 0): ReportedAlert {
  const labels = { alertname: 'ServiceDown', severity: 'critical', service, tier: '1', origin: 'detector' };
  const endsAt = status === 'firing' ? null : iso(clock.now());
  return { fingerprint: `down-${service}`, startsAt: iso(startsMs), endsAt, status, labels, annotations: {} };
}

function command(action: IncidentAction, key: string, incident = 1): IncidentCommand {
  return { incident, action, by: 'ada', key, at: iso(clock.now()) };
}

const ACKNOWLEDGE = { kind: 'acknowledge' } as const;

describe('the desk', () => {
  it('answers when what it decided is kept: an incident, its alert, its events', async () => {
    const desk = startDesk();
    await desk.takeAlerts([report('db')]);
    expect(await store.incident(1)).toMatchObject({ status: 'triggered', root: { service: 'db' }, firingCount: 1 });
    expect(await store.alertsOf(1)).toMatchObject([{ fingerprint: 'down-db', incident: 1 }]);
    const types = (await log.read(0, 10)).map(({ type }) => type);
    expect(types).toEqual(['alert.fired', 'incident.opened']);
    expect(desk.incidents()).toMatchObject([{ number: 1 }]);
    expect(await desk.firing()).toHaveLength(1);
  });

  it('decides once about all that waits', async () => {
    let commits = 0;
    const counting = storeWith({
      commit: async (changes) => {
        commits += 1;
        return store.commit(changes);
      },
    });
    const desk = startDesk({ store: () => counting });
    await desk.takeAlerts([report('db')]);
    const many = Array.from({ length: 100 }, (_, index) => ({ ...report('web'), fingerprint: `f${index}` }));
    await Promise.all(many.map((alert) => desk.takeAlerts([alert])));
    expect(commits).toBeLessThanOrEqual(3);
    expect(await store.incident(1)).toMatchObject({ alertCount: 101 });
  });

  it('decides about no alert before those that came earlier, however many come together', async () => {
    const desk = startDesk();
    await desk.firing();
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ ...report('web'), fingerprint: `${count}.${at}` }));
    const over: ReportedAlert = { ...report('db', 'resolved'), ifFiring: true };
    await Promise.all([many(400), [...many(200), report('db')], [over]].map((alerts) => desk.takeAlerts(alerts)));
    expect(desk.firingNow()).toHaveLength(600);
  });

  it('answers people before alerts that came earlier, but lets those wait once only', async () => {
    const commits: string[][] = [];
    const desk = startDesk({
      store: () =>
        storeWith({
          commit: async (changes) => {
            commits.push([
              ...changes.alerts.map(({ fingerprint }) => fingerprint),
              ...changes.answered.map(({ key }) => key),
            ]);
            return store.commit(changes);
          },
        }),
    });
    await desk.takeAlerts([report('db')]);
    const first = [desk.takeAlerts([{ ...report('db'), fingerprint: 'a' }]), desk.command(command(ACKNOWLEDGE, 'k1'))];
    await first[1];
    const second = [desk.command(command({ kind: 'note', text: 'looking' }, 'k2')), ...first];
    await Promise.all(second);
    expect(commits).toEqual([['down-db'], ['k1'], ['a', 'k2']]);
  });

  it('decides about the others where one of them cannot be kept', async () => {
    const desk = startDesk({
      store: () =>
        storeWith({
          commit: async (changes) => {
            const isBad = changes.alerts.some(({ fingerprint }) => fingerprint === 'bad');
            if (isBad) throw new NinesError('STORE_BAD_EVENT', 'too long for an index');
            return store.commit(changes);
          },
        }),
    });
    await desk.takeAlerts([report('db')]);
    const bad = desk.takeAlerts([{ ...report('web'), fingerprint: 'bad' }]);
    const good = [desk.takeAlerts([report('api')]), desk.command(command(ACKNOWLEDGE, 'k'))];
    await expect(bad).rejects.toMatchObject({ code: 'STORE_BAD_EVENT' });
    await Promise.all(good);
    expect(await store.incident(1)).toMatchObject({ status: 'acknowledged' });
    expect(desk.firingNow().map(({ fingerprint }) => fingerprint)).toEqual(['down-db', 'down-api']);
  });

  it('keeps the records of a command with it, once, and not where it is refused', async () => {
    const desk = startDesk();
    await desk.takeAlerts([report('db')]);
    const record = (id: string) => [someEvent({ id, type: 'audit.changed' })];
    const twice = ['first', 'second'].map((id) => desk.command(command(ACKNOWLEDGE, 'k'), record(id)));
    await Promise.all(twice);
    await desk.command(command(ACKNOWLEDGE, 'k'), record('third'));
    const unknown = desk.command(command(ACKNOWLEDGE, 'other', 77), record('refused'));
    await expect(unknown).rejects.toMatchObject({ code: 'INCIDENT_UNKNOWN' });
    const kept = (await log.read(0, 100)).filter(({ type }) => type === 'audit.changed');
    expect(kept.map(({ id }) => id)).toEqual(['first']);
  });

  it('carries out a command once for its key, also after a restart, and refuses the key for anything else', async () => {
    const desk = startDesk();
    await desk.takeAlerts([report('db')]);
    const first = await desk.command(command(ACKNOWLEDGE, 'k'));
    expect(first).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'ada' });
    await desk.command(command({ kind: 'unacknowledge' }, 'other'));
    expect(await desk.command(command(ACKNOWLEDGE, 'k'))).toEqual(first);
    const again = startDesk();
    expect(await again.command(command(ACKNOWLEDGE, 'k'))).toEqual(first);
    await expect(again.command(command({ kind: 'resolve' }, 'k'))).rejects.toMatchObject({ code: 'API_KEY_REUSED' });
    expect(await store.incident(1)).toMatchObject({ status: 'triggered' });
  });

  it('tells who asks what cannot be done, and others that theirs was', async () => {
    const desk = startDesk();
    await desk.takeAlerts([report('db')]);
    const [one, other] = await Promise.allSettled([
      desk.command(command(ACKNOWLEDGE, 'a', 7)),
      desk.command(command(ACKNOWLEDGE, 'b')),
    ]);
    expect(one).toMatchObject({ status: 'rejected', reason: { code: 'INCIDENT_UNKNOWN' } });
    expect(other).toMatchObject({ status: 'fulfilled', value: { status: 'acknowledged' } });
  });

  it('knows incidents again that were over long ago', async () => {
    const desk = startDesk();
    await desk.takeAlerts([report('db')]);
    await desk.takeAlerts([report('db', 'resolved')]);
    await clock.goTo(60 * MINUTE_MS);
    const later = startDesk();
    await later.firing();
    expect(later.incidents()).toEqual([]);
    expect(await later.command(command({ kind: 'note', text: 'it was the disk' }, 'k'))).toMatchObject({ number: 1 });
    expect(await later.command(command({ kind: 'reopen' }, 'r'))).toMatchObject({ status: 'triggered' });
  });

  it('tells its callers while the database is away, and goes on when it is back', async () => {
    const away = new NinesError('STORE_UNREACHABLE', 'gone');
    let isAway = true;
    const flaky = storeWith({
      load: async (since) => (isAway ? Promise.reject(away) : store.load(since)),
      commit: async (changes) => (isAway ? Promise.reject(away) : store.commit(changes)),
    });
    const desk = startDesk({ store: () => flaky });
    await expect(desk.takeAlerts([report('db')])).rejects.toBe(away);
    isAway = false;
    await desk.takeAlerts([report('db')]);
    isAway = true;
    await expect(desk.command(command(ACKNOWLEDGE, 'k'))).rejects.toBe(away);
    isAway = false;
    expect(await desk.command(command(ACKNOWLEDGE, 'k'))).toMatchObject({ status: 'acknowledged' });
  });

  it('has told nothing twice where it does not know whether a commit was kept', async () => {
    const lost = new NinesError('STORE_UNREACHABLE', 'the connection ended');
    let isLost = true;
    const flaky = storeWith({
      commit: async (changes) => {
        await store.commit(changes);
        if (isLost) throw lost;
        return true;
      },
    });
    const desk = startDesk({ store: () => flaky });
    await expect(desk.takeAlerts([report('db')])).rejects.toBe(lost);
    isLost = false;
    await desk.takeAlerts([report('db')]);
    expect((await store.load(iso(0))).lastNumber).toBe(1);
    expect((await log.read(0, 10)).map(({ type }) => type)).toEqual(['alert.fired', 'incident.opened']);
  });

  it('and another one on the same database decide about what is there, in turns', async () => {
    const [one, other] = [startDesk(), startDesk()];
    const services = ['db', 'web', 'db', 'web', 'db', 'web'];
    await Promise.all(
      services.map(async (service, index) => {
        const desk = index % 2 === 0 ? one : other;
        await desk.takeAlerts([{ ...report(service), fingerprint: `f${index}` }]);
      }),
    );
    expect((await store.load(iso(0))).lastNumber).toBe(1);
    await one.command(command(ACKNOWLEDGE, 'a'));
    expect(await other.command(command({ kind: 'resolve' }, 'b'))).toMatchObject({ acknowledgedBy: 'ada' });
  });

  it('refuses more than it can hold, for a moment, and drops nothing of what it took', async () => {
    const gate = Promise.withResolvers<undefined>();
    const slow = storeWith({
      load: async (since) => {
        await gate.promise;
        return store.load(since);
      },
    });
    const desk = startDesk({ store: () => slow });
    const many = Array.from({ length: 2_100 }, (_, index) => ({ ...report('db'), fingerprint: `f${index}` }));
    const taking = Promise.allSettled(many.map((alert) => desk.takeAlerts([alert])));
    gate.resolve(undefined);
    const refused = (await taking).flatMap((each) => (each.status === 'rejected' ? [each.reason as NinesError] : []));
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['SERVER_BUSY']));
    expect(await store.incident(1)).toMatchObject({ alertCount: 2_100 - refused.length });
  });

  it('takes over, once, what a version without incidents left open', async () => {
    let asked = 0;
    const leftOpen = async (): Promise<readonly ReportedAlert[]> => {
      asked += 1;
      return [report('db')];
    };
    await startDesk({ leftOpen }).firing();
    expect(await store.incident(1)).toMatchObject({ status: 'triggered', firingCount: 1 });
    await startDesk({ leftOpen }).firing();
    expect(asked).toBe(1);
  });

  it('asks for what was left open once, also where that was nothing', async () => {
    let asked = 0;
    const leftOpen = async (): Promise<readonly ReportedAlert[]> => {
      asked += 1;
      return [];
    };
    await startDesk({ leftOpen }).firing();
    await startDesk({ leftOpen }).firing();
    expect(asked).toBe(1);
  });

  it('looks again when it is time, though nothing happens', async () => {
    const desk = startDesk();
    for (let round = 0; round < 4; round += 1) {
      await desk.takeAlerts([report('db', 'firing', clock.now())]);
      await clock.goTo(clock.now() + 20_000);
      await desk.takeAlerts([report('db', 'resolved', clock.now() - 20_000)]);
      await clock.goTo(clock.now() + 20_000);
    }
    expect(await store.incident(1)).toMatchObject({ status: 'triggered', firingCount: 0 });
    await clock.goTo(clock.now() + 5 * MINUTE_MS);
    expect(await store.incident(1)).toMatchObject({ status: 'resolved' });
  });

  it('refuses what waits when it ends', async () => {
    const desk = startDesk();
    await desk.takeAlerts([report('db')]);
    stop.abort();
    await expect(desk.takeAlerts([report('web')])).rejects.toMatchObject({ code: 'SERVER_BUSY' });
  });
});
