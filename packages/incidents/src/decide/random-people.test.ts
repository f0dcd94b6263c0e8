import { INCIDENT_ROLES } from '@nines/kernel';
import type { Incident, IncidentAction, NewEvent } from '@nines/kernel';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { destinationsOf } from '../routing/destinations.ts';
import { explainRouting } from '../routing/explain-routing.ts';
import { Desk, firing, resolved, T0 } from './decide.testing.ts';

const ALERTS = [
  'ServiceDown db',
  'ServiceDown api',
  'LatencyHigh web severity=warning',
  'ServiceDown shop',
  'ServiceDown other',
  'ServiceDown mesh scope=platform',
  'ServiceDown db drill=kill',
  'ServiceDown web drill=kill',
] as const;

const numberArbitrary = fc.integer({ min: 1, max: 5 });

const actionArbitrary: fc.Arbitrary<IncidentAction> = fc.oneof(
  fc.constantFrom(
    ...(['acknowledge', 'unacknowledge', 'mitigate', 'resolve', 'reopen'] as const).map((kind) => ({ kind })),
  ),
  fc.record({ kind: fc.constant('severity' as const), severity: fc.constantFrom(1, 2, 3, 4) }),
  fc.record({
    kind: fc.constant('role' as const),
    role: fc.constantFrom(...INCIDENT_ROLES),
    person: fc.constantFrom('ana', null),
  }),
  fc.record({ kind: fc.constant('note' as const), text: fc.string() }),
  fc.record({
    kind: fc.constant('task' as const),
    task: fc.constant({ text: 'look', kind: 'task' as const, owner: null, due: null }),
  }),
  fc.record({ kind: fc.constant('task-done' as const), task: fc.constantFrom('1-1', '2-1') }),
  fc.record({ kind: fc.constant('merge' as const), into: numberArbitrary }),
  fc.record({
    kind: fc.constant('split' as const),
    fingerprints: fc.subarray([...ALERTS], { minLength: 1, maxLength: 2 }),
  }),
);

/** One thing that happens: an alert changes, somebody wants something, time passes, the clock is set, a server ends. */
const happeningArbitrary = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('alert' as const), text: fc.constantFrom(...ALERTS) }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('command' as const), number: numberArbitrary, action: actionArbitrary }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 900_000 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('clock' as const), ms: fc.constantFrom(-3_600_000, 3_600_000) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'lost' as const }) },
);

type Happening = typeof happeningArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** Alerts that fire, with when they began, and the clock. */
interface World {
  readonly desk: Desk;
  readonly since: Map<string, number>;
  /** Keys of alerts, ever. */
  readonly taken: Set<string>;
  nowMs: number;
}

function happen(world: World, happening: Happening): void {
  const { desk, since, taken } = world;
  switch (happening.kind) {
    case 'alert': {
      const { text } = happening;
      const startMs = since.get(text);
      if (startMs === undefined) {
        // No alert begins before the end of the one before it, whatever the clock says.
        world.nowMs = Math.max(
          world.nowMs,
          ...[...desk.alerts.values()].map(({ endsAt }) => Date.parse(endsAt ?? '') - T0 + 1 || 0),
        );
        since.set(text, world.nowMs);
        taken.add(`${text}:${new Date(T0 + world.nowMs).toISOString()}`);
        desk.take(world.nowMs, firing(text, world.nowMs));
        return;
      }
      since.delete(text);
      desk.take(world.nowMs, resolved(text, startMs, world.nowMs));
      return;
    }
    case 'command':
      desk.command(world.nowMs, happening.number, happening.action);
      return;
    case 'wait':
      world.nowMs += happening.ms;
      desk.passTo(world.nowMs);
      return;
    case 'clock':
      world.nowMs += happening.ms;
      desk.decide(world.nowMs, { kind: 'time' });
      return;
    case 'restart':
      desk.restart(world.nowMs);
      return;
    case 'lost': {
      // Decided, and not committed: the state is what it was.
      const { state } = desk;
      const copy = new Desk(desk.policy);
      copy.state = state;
      copy.take(world.nowMs, firing('ServiceDown lost', world.nowMs));
      expect(desk.state).toBe(state);
    }
  }
}

it('whatever people do and clocks show, no alert is lost, no step is illegal, and everybody is told as is explained', () => {
  fc.assert(
    fc.property(fc.array(happeningArbitrary, { minLength: 5, maxLength: 80 }), (happenings) => {
      const world: World = { desk: new Desk(), since: new Map(), taken: new Set(), nowMs: 0 };
      const versions = new Map<number, number>();
      for (const happening of happenings) {
        const before = new Map(world.desk.incidents);
        happen(world, happening);
        for (const [number, incident] of world.desk.incidents) {
          if (before.get(number) === incident) continue;
          expect(incident.version).toBeGreaterThan(versions.get(number) ?? 0);
          versions.set(number, incident.version);
        }
      }
      check(world);
    }),
    { numRuns: 150 },
  );
});

function check({ desk, taken, since }: World): void {
  expect(new Set(desk.alerts.keys())).toEqual(taken);
  const incidents = [...desk.incidents.values()];
  for (const incident of incidents) {
    const own = [...desk.alerts.values()].filter((alert) => alert.incident === incident.number);
    const fires = own.filter(({ endsAt }) => endsAt === null);
    expect([incident.alertCount, incident.firingCount]).toEqual([own.length, fires.length]);
    expect(own.length === 0).toBe(incident.mergedInto !== null);
    expect(new Set(own.map(({ labels }) => labels['drill'] ?? null))).toEqual(
      new Set(own.length === 0 ? [] : [incident.drill]),
    );
    expect(replayed(desk.events, incident.number)).toBe(incident.status);
    checkTimes(incident);
    checkTold(desk, incident);
  }
  expect(incidents.reduce((sum, { firingCount }) => sum + firingCount, 0)).toBe(since.size);
  const keys = desk.messages.map(({ notification }) => notification.key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(desk.events.map(({ id }) => id)).size).toBe(desk.events.length);
}

function checkTimes({ startedAt, acknowledgedAt, mitigatedAt, resolvedAt, disturbances }: Incident): void {
  for (const at of [acknowledgedAt, mitigatedAt, resolvedAt]) expect(at === null || at >= startedAt).toBe(true);
  disturbances.forEach(({ from, to }, index) => {
    expect(from >= startedAt).toBe(true);
    expect(to === null ? index === disturbances.length - 1 : to >= from).toBe(true);
    expect(from > (disturbances[index - 1]?.to ?? '')).toBe(true);
  });
}

function checkTold({ messages, policy }: Desk, incident: Incident): void {
  const of = messages.filter(
    ({ notification }) => notification.kind === 'incident' && notification.incident.number === incident.number,
  );
  expect(new Set(of.map(({ channel }) => channel))).toEqual(new Set(incident.told));
  const first = Map.groupBy(of, ({ channel }) => channel);
  for (const [, [one]] of first) expect(one?.notification).toMatchObject({ reason: 'triggered' });
  for (const channel of incident.told) {
    const triggered = of.filter((each) => each.channel === channel && each.notification.key.includes('/triggered/'));
    expect(triggered).toHaveLength(1);
  }
  const explained = explainRouting(incident, policy.routes, []).filter(({ isTold }) => isTold);
  expect(new Set(explained.map(({ channel }) => channel))).toEqual(new Set(incident.told));
  if (incident.status !== 'resolved') {
    for (const channel of destinationsOf(incident, policy.routes)) expect(incident.told).toContain(channel);
  }
}

const STEPS: Readonly<Record<string, { readonly from: readonly string[]; readonly to: string }>> = {
  'incident.acknowledged': { from: ['triggered'], to: 'acknowledged' },
  'incident.unacknowledged': { from: ['acknowledged'], to: 'triggered' },
  'incident.mitigated': { from: ['triggered', 'acknowledged'], to: 'mitigated' },
  'incident.resolved': { from: ['triggered', 'acknowledged', 'mitigated'], to: 'resolved' },
  'incident.reopened': { from: ['resolved'], to: 'triggered' },
};

/** Where events lead, each of them legal where it came. */
function replayed(events: readonly NewEvent[], number: number): string {
  const own = events.filter(({ data }) => data['incident'] === number);
  expect(own[0]?.type).toBe('incident.opened');
  return own.slice(1).reduce((status, { type }) => {
    expect(type).not.toBe('incident.opened');
    if (type === 'incident.merged') return 'resolved';
    const step = STEPS[type];
    if (step === undefined) return status;
    expect(step.from).toContain(status);
    return step.to;
  }, 'triggered');
}
