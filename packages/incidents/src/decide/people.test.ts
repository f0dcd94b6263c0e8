import { describe, expect, it } from 'vitest';
import { aPolicy, Desk, firing, resolved, wall } from './decide.testing.ts';

const DB = 'ServiceDown db';
const DAY_MS = 86_400_000;

function down(): Desk {
  return new Desk().take(0, firing(DB, 0));
}

describe('people', () => {
  it('move an incident on, each time told to those who know of it', () => {
    const desk = down();
    desk.command(5_000, 1, { kind: 'acknowledge' });
    expect(desk.incident(1)).toMatchObject({
      status: 'acknowledged',
      acknowledgedAt: wall(5_000),
      acknowledgedBy: 'ana',
    });
    desk.command(6_000, 1, { kind: 'mitigate' }, 'ben');
    expect(desk.incident(1)).toMatchObject({ status: 'mitigated', mitigatedAt: wall(6_000) });
    desk.command(7_000, 1, { kind: 'resolve' }, 'ben');
    expect(desk.incident(1)).toMatchObject({
      status: 'resolved',
      resolvedAt: wall(7_000),
      resolvedBy: 'ben',
      firingCount: 1,
    });
    expect(desk.told.filter((each) => each.endsWith('pagerduty'))).toEqual(
      ['triggered', 'acknowledged', 'mitigated', 'resolved'].map((reason) => `#1 ${reason} pagerduty`),
    );
    expect(desk.messages.at(-1)?.notification).toMatchObject({ by: 'ben', reason: 'resolved' });
    expect(desk.incident(1).disturbances).toEqual([{ from: wall(0), to: wall(7_000) }]);
  });

  it('may ask twice: it is done once', () => {
    const desk = down();
    desk.command(1_000, 1, { kind: 'acknowledge' });
    const { version } = desk.incident(1);
    expect(desk.command(2_000, 1, { kind: 'acknowledge' }, 'ben').incident).toMatchObject({
      version,
      acknowledgedBy: 'ana',
    });
  });

  it('that use one key twice at once are answered the same, or that it was used', () => {
    const desk = down();
    const command = { incident: 1, action: { kind: 'note', text: 'a' }, by: 'ana', key: 'k', at: wall(1) } as const;
    const outcomes = desk.decide(
      1_000,
      { kind: 'command', command },
      { kind: 'command', command },
      { kind: 'command', command: { ...command, action: { kind: 'note', text: 'b' } } },
    );
    expect(outcomes.map(({ error }) => error?.code)).toEqual([undefined, undefined, 'API_KEY_REUSED']);
    expect(desk.eventTypes.filter((type) => type === 'incident.noted')).toHaveLength(1);
  });

  it('are told what is legal instead', () => {
    const desk = down();
    desk.command(1_000, 1, { kind: 'resolve' });
    const { error } = desk.command(2_000, 1, { kind: 'acknowledge' });
    expect(error?.code).toBe('INCIDENT_ILLEGAL_TRANSITION');
    expect(error?.details['legal']).toEqual(['reopen']);
    expect(desk.command(2_000, 9, { kind: 'acknowledge' }).error?.code).toBe('INCIDENT_UNKNOWN');
    expect(desk.command(2_000, 1, { kind: 'task-done', task: '1-7' }).error?.code).toBe('INCIDENT_UNKNOWN_TASK');
  });

  it('end what fires all the same: what begins within the time belongs to it still, what is later does not', () => {
    const soon = down();
    soon.command(60_000, 1, { kind: 'resolve' });
    soon.take(600_000, firing('ServiceDown api', 600_000));
    expect(soon.incident(1)).toMatchObject({ status: 'triggered', firingCount: 2, reopenings: 1 });
    const late = down();
    late.command(60_000, 1, { kind: 'resolve' });
    late.take(660_001, firing('ServiceDown api', 660_001)).take(700_000, resolved(DB, 0, 700_000));
    expect(late.incident(1)).toMatchObject({
      status: 'resolved',
      resolvedAt: wall(60_000),
      resolvedBy: 'ana',
      firingCount: 0,
    });
    expect(late.incident(2)).toMatchObject({ status: 'triggered', services: ['api'] });
  });

  it('take up again within a day what is over, which then stays open until they say so, or alerts come and go', () => {
    const desk = down().take(1_000, resolved(DB, 0, 1_000));
    desk.command(1_000 + DAY_MS, 1, { kind: 'reopen' });
    desk.passTo(2 * DAY_MS).decide(2 * DAY_MS, { kind: 'time' });
    expect(desk.incident(1)).toMatchObject({ status: 'triggered', isKeptOpen: true, resolvedAt: null });
    desk.command(2 * DAY_MS, 1, { kind: 'resolve' });
    expect(desk.command(3 * DAY_MS + 1, 1, { kind: 'reopen' }).error?.code).toBe('INCIDENT_ILLEGAL_TRANSITION');
  });

  it('choose a severity, which rules leave alone', () => {
    const desk = new Desk().take(0, firing('ServiceDown shop', 0));
    desk.command(1_000, 1, { kind: 'severity', severity: 3 });
    expect(desk.incident(1)).toMatchObject({ severity: 3, severityBy: 'person' });
    desk.take(2_000, firing(DB, 2_000));
    expect(desk.incident(1).severity).toBe(3);
    desk.command(3_000, 1, { kind: 'severity', severity: 1 });
    expect(desk.told.filter((each) => each.includes('severity'))).toEqual([
      '#1 severity slack',
      '#1 severity pagerduty',
    ]);
  });

  it('correct the severity of what is over without a sound', () => {
    const desk = new Desk().take(0, resolved('ServiceDown shop', 0, 1));
    desk.command(1_000, 1, { kind: 'severity', severity: 1 });
    expect(desk.incident(1)).toMatchObject({ severity: 1, status: 'resolved' });
    expect(desk.told.filter((each) => each.includes('severity'))).toEqual([]);
    expect(desk.eventTypes).toContain('incident.severity-changed');
  });

  it('leave the severity of what is over as it was, whatever became of budgets since, until it is open or has more alerts', () => {
    const over = (): Desk => {
      const desk = new Desk()
        .take(0, firing('ServiceDown shop', 0))
        .take(60_000, resolved('ServiceDown shop', 0, 60_000));
      expect(desk.incident(1)).toMatchObject({ status: 'resolved', severity: 2 });
      desk.policy = aPolicy({ exhausted: new Set(['shop']) });
      return desk;
    };
    const noted = over();
    noted.command(70_000, 1, { kind: 'note', text: 'looked' });
    noted
      .take(80_000, resolved('ServiceDown shop', 0, 61_000))
      .restart(90_000)
      .decide(90_000, { kind: 'time' });
    expect(noted.incident(1)).toMatchObject({ severity: 2, resolvedAt: wall(61_000) });
    expect(noted.eventTypes).not.toContain('incident.severity-changed');
    noted.command(100_000, 1, { kind: 'reopen' });
    noted.decide(110_000, { kind: 'time' });
    expect(noted.incident(1).severity).toBe(1);
    const late = over().take(70_000, resolved('ServiceDown db', 1_000, 50_000));
    expect(late.incident(1)).toMatchObject({ status: 'resolved', severity: 1 });
  });

  it('give roles, write notes, add tasks and links, and do what is to be done', () => {
    const desk = down();
    const task = { text: 'add a replica', kind: 'corrective', owner: 'ana', due: '2026-12-01' } as const;
    desk.command(1_000, 1, { kind: 'role', role: 'commander', person: 'ana' });
    desk.command(1_100, 1, { kind: 'role', role: 'scribe', person: 'ben' });
    desk.command(1_200, 1, { kind: 'role', role: 'scribe', person: null });
    desk.command(1_300, 1, { kind: 'task', task });
    desk.command(1_400, 1, { kind: 'task', task });
    desk.command(1_500, 1, { kind: 'link', link: { title: 'call', url: 'https://meet.test/1' } });
    desk.take(2_000, resolved(DB, 0, 2_000));
    desk.command(DAY_MS, 1, { kind: 'task-done', task: '1-2' });
    desk.command(DAY_MS, 1, { kind: 'note', text: 'written up' });
    expect(desk.incident(1)).toMatchObject({
      status: 'resolved',
      roles: { commander: 'ana' },
      tasks: [
        { id: '1-1', doneAt: null },
        { id: '1-2', doneAt: wall(DAY_MS) },
      ],
      links: [{ title: 'call' }],
    });
    expect(desk.eventTypes.filter((type) => type.startsWith('incident.') && !/opened|resolved/.test(type))).toEqual(
      ['role-given', 'role-given', 'role-given', 'task-added', 'task-added', 'link-added', 'task-done', 'noted'].map(
        (each) => `incident.${each}`,
      ),
    );
    expect(new Set(desk.events.map(({ id }) => id)).size).toBe(desk.events.length);
  });

  it('make one of two, which rules do not take apart', () => {
    const desk = down().take(0, firing('ServiceDown other', 0));
    const task = { text: 'look', kind: 'task', owner: null, due: null } as const;
    desk.command(500, 2, { kind: 'task', task });
    expect(desk.command(1_000, 2, { kind: 'merge', into: 1 }).incident).toMatchObject({
      number: 1,
      alertCount: 2,
      groupedBy: 'person',
    });
    expect(desk.incident(2)).toMatchObject({ mergedInto: 1, alertCount: 0, status: 'resolved', resolvedBy: 'ana' });
    expect(desk.incident(1).tasks).toMatchObject([{ id: '2-1' }]);
    expect(desk.command(2_000, 2, { kind: 'acknowledge' }).error).toMatchObject({
      code: 'INCIDENT_MERGED',
      details: { into: 1 },
    });
    desk
      .take(3_000_000, firing('LatencyHigh other', 3_000_000))
      .take(3_100_000, resolved('ServiceDown other', 0, 10_000));
    expect([...desk.alerts.values()].every(({ incident }) => incident === 1)).toBe(true);
  });

  it('took on one of two when they took on the first part of it', () => {
    const desk = down();
    desk.command(60_000, 1, { kind: 'acknowledge' }, 'ana');
    desk.take(1_800_000, firing('ServiceDown other', 1_800_000));
    const { incident } = desk.command(1_900_000, 1, { kind: 'merge', into: 2 });
    expect(incident).toMatchObject({ status: 'triggered', detectedAt: wall(0), acknowledgedAt: wall(60_000) });
    expect(desk.command(2_000_000, 2, { kind: 'acknowledge' }, 'bob').incident).toMatchObject({
      status: 'acknowledged',
      acknowledgedAt: wall(60_000),
      acknowledgedBy: 'bob',
    });
  });

  it('that make one of two that are over tell nobody new', () => {
    const desk = new Desk().take(0, resolved('LatencyHigh other severity=warning', 0, 1), resolved(DB, 0, 1));
    const [ticket, page] = [...desk.incidents.values()].toSorted((a, b) => b.severity - a.severity);
    desk.command(10, page?.number ?? 0, { kind: 'merge', into: ticket?.number ?? 0 });
    expect(desk.incident(ticket?.number ?? 0).told).toEqual(['email']);
  });

  it('cannot make one of what is real and a drill, nor of an open one and one that is over', () => {
    const desk = down().take(0, firing('ServiceDown db drill=kill', 0), resolved('ServiceDown other', 0, 1));
    const numbers = [...desk.incidents.values()].map(({ number, drill, status }) => [number, drill ?? status] as const);
    const drill = numbers.find(([, what]) => what === 'kill')?.[0] ?? 0;
    const over = numbers.find(([, what]) => what === 'resolved')?.[0] ?? 0;
    for (const into of [1, drill, over]) {
      expect(desk.command(10, 1, { kind: 'merge', into }).error?.code).toBe('INCIDENT_NOT_MERGEABLE');
    }
  });

  it('take some alerts out of an incident, and rules do not put them together again', () => {
    const desk = down().take(0, firing('ServiceDown api', 0), firing('ServiceDown web', 0));
    const { incident } = desk.command(1_000, 1, { kind: 'split', fingerprints: ['ServiceDown web'] });
    expect(incident).toMatchObject({
      number: 2,
      services: ['web'],
      status: 'triggered',
      alertCount: 1,
      groupedBy: 'person',
    });
    expect(desk.incident(1)).toMatchObject({ services: ['db', 'api'], alertCount: 2 });
    desk.take(2_000, firing('LatencyHigh web', 2_000), firing('ServiceDown mail', 2_000));
    expect(desk.incident(2)).toMatchObject({ alertCount: 2, mergedInto: null });
    expect(desk.incident(1)).toMatchObject({ alertCount: 3, mergedInto: null });
    expect(desk.eventTypes).toContain('incident.split');
    for (const fingerprints of [['nothing'], [], [DB, 'ServiceDown api', 'ServiceDown mail']]) {
      expect(desk.command(3_000, 1, { kind: 'split', fingerprints }).error?.code).toBe('INCIDENT_NOT_SPLITTABLE');
    }
  });

  it('take some alerts out of what is over: it was over too, and nobody is woken for it', () => {
    const desk = down().take(0, firing('ServiceDown api', 0), firing('ServiceDown web', 0));
    desk.command(1_000, 1, { kind: 'acknowledge' });
    const ends = [DB, 'ServiceDown api', 'ServiceDown web'].map((name, index) =>
      resolved(name, 0, 60_000 + index * 1_000),
    );
    desk.take(70_000, ...ends);
    const { length } = desk.told;
    const { incident } = desk.command(3_600_000, 1, { kind: 'split', fingerprints: ['ServiceDown api'] });
    expect(incident).toMatchObject({
      ...{ number: 2, status: 'resolved', resolvedBy: 'nines', resolvedAt: wall(61_000), services: ['api'] },
      ...{ acknowledgedBy: 'ana', acknowledgedAt: wall(1_000), told: [] },
    });
    expect(desk.incident(1)).toMatchObject({ status: 'resolved', resolvedAt: wall(62_000), services: ['db', 'web'] });
    expect(desk.told.slice(length)).toEqual(['#1 updated slack']);
    const own = desk.events.filter(({ data }) => data['incident'] === 2);
    expect(own.map(({ type }) => type)).toEqual(['incident.opened', 'incident.resolved']);
    expect(own[1]?.data).toMatchObject({ at: wall(61_000) });
  });

  it('take some alerts out of what they said to be over though it fires', () => {
    const desk = down().take(0, firing('ServiceDown api', 0));
    desk.command(1_000, 1, { kind: 'resolve' });
    const { length } = desk.told;
    desk.command(2_000, 1, { kind: 'split', fingerprints: ['ServiceDown api'] });
    expect(desk.incident(2)).toMatchObject({
      status: 'resolved',
      resolvedBy: 'ana',
      resolvedAt: wall(1_000),
      firingCount: 1,
    });
    expect(desk.told.slice(length).filter((each) => !each.includes('updated'))).toEqual([]);
    const end = desk.events.find(({ type, data }) => type === 'incident.resolved' && data['incident'] === 2);
    expect(end?.data).toMatchObject({ at: wall(1_000), by: 'ana' });
    desk.restart(4_000);
    expect(desk.incident(2)).toMatchObject({ status: 'resolved', resolvedAt: wall(1_000) });
  });

  it('take out an alert that goes where it was put when it fires next', () => {
    const high = 'ErrorRatioHigh db';
    const desk = down().take(0, firing(high, 0));
    desk.command(1_000, 1, { kind: 'split', fingerprints: [high] });
    desk.take(10_000, resolved(high, 0, 10_000));
    desk.take(60_000, firing(high, 60_000));
    expect(desk.incident(2)).toMatchObject({ status: 'triggered', alertCount: 2, reopenings: 1 });
    expect(desk.incident(1).alertCount).toBe(1);
  });

  it('take out what began first: nothing was done before the rest began', () => {
    const desk = down();
    desk.command(1_000, 1, { kind: 'acknowledge' });
    desk.take(5_000, firing('ServiceDown api', 5_000));
    desk.command(6_000, 1, { kind: 'split', fingerprints: [DB] });
    expect(desk.incident(1)).toMatchObject({ startedAt: wall(5_000), acknowledgedAt: wall(5_000), services: ['api'] });
  });

  it('see what it cost', () => {
    const desk = down().take(1_000, resolved(DB, 0, 1_000));
    const impact = { failedRequests: 3, totalRequests: 10, minutes: 0.1, budgets: [] };
    desk.decide(10_000, { kind: 'impact', incident: 1, impact });
    expect(desk.incident(1).impact).toEqual(impact);
    expect(desk.told.at(-1)).toBe('#1 updated slack');
    desk.command(11_000, 1, { kind: 'reopen' });
    expect(desk.incident(1).impact).toBeNull();
  });
});

describe('an end that is told late', () => {
  it('takes apart what was never one', () => {
    const desk = down().take(3_600_000, firing('ServiceDown api', 3_600_000));
    expect(desk.incident(1).alertCount).toBe(2);
    desk.take(3_700_000, resolved(DB, 0, 60_000));
    expect(desk.incident(1)).toMatchObject({ status: 'resolved', resolvedAt: wall(60_000), services: ['db'] });
    expect(desk.incident(2)).toMatchObject({ status: 'triggered', startedAt: wall(3_600_000), services: ['api'] });
    expect(desk.told.at(-2)).toBe('#2 triggered slack');
    expect(desk.told.filter((each) => each.includes('severity'))).toEqual([]);
    expect(desk.eventTypes).not.toContain('incident.severity-changed');
  });

  it('judges what is left by itself, and wakes nobody for it', () => {
    const desk = down().take(3_600_000, firing('ServiceDown shop', 3_600_000), firing('ServiceDown api', 3_600_000));
    desk.take(3_650_000, firing('LatencyHigh db severity=warning', 30_000));
    const before = desk.told.length;
    desk.take(3_700_000, resolved(DB, 0, 60_000));
    expect(desk.incident(1)).toMatchObject({ status: 'triggered', severity: 1 });
    expect(desk.told.slice(before).filter((each) => each.startsWith('#1'))).toEqual(['#1 updated slack']);
  });
});
