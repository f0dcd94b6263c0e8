import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { actionTable } from './incident-actions.ts';
import { standing } from './act.ts';
import { figuresText } from './figures-text.ts';
import { incidentDetails } from './incident-details.ts';
import { owedTable } from './owed-postmortems.ts';
import { incidentTable } from './incident-table.ts';
import { INCIDENT, MESSAGE, timelineEvent } from './testing/sample-incident.ts';

const colors = createColors(false);
const NOW = Date.parse('2026-11-30T10:00:00.000Z');

/** Cells of the line that begins so. */
function cells(text: string | undefined, beginning: string): readonly string[] | undefined {
  const line = text?.split('\n').find((each) => each.startsWith(beginning));
  return line?.split(/ {2,}/);
}

describe('incidents for people', () => {
  it('are a line each, with who cares for it', () => {
    expect(incidentTable([], colors, NOW)).toBeUndefined();
    const open = {
      ...INCIDENT,
      number: 8,
      status: 'triggered',
      resolvedAt: null,
      roles: {},
      drill: 'game day',
    } as const;
    const text = incidentTable([INCIDENT, { ...open, acknowledgedBy: null }], colors, NOW);
    expect(cells(text, '#7')?.slice(1)).toEqual([
      '1',
      'resolved',
      '2026-11-30 09:00:00Z',
      '2 min 3 s',
      '2',
      'grace',
      'postgres is down',
    ]);
    expect(cells(text, '#8')?.slice(4)).toEqual(['1 h 0 min', '2', '-', 'postgres is down (drill game day)']);
  });

  it('whose postmortem is owed are a line each, with what is late', () => {
    const owed = { incident: 7, title: 'postgres is down', severity: 1, owner: null, due: '2026-12-02' } as const;
    const at = { resolvedAt: '2026-11-29T09:00:00.000Z' };
    const text = owedTable(
      [
        { ...owed, ...at, isOverdue: true },
        { ...owed, ...at, owner: 'ada', isOverdue: false },
      ],
      colors,
    );
    const rest = ['#7', '1', '2026-11-29 09:00:00Z', 'postgres is down'];
    expect(cells(text, '2026-12-02 (overdue)')).toEqual(['2026-12-02 (overdue)', '-', ...rest]);
    expect(text.split('\n').at(-1)?.split(/ {2,}/)).toEqual(['2026-12-02', 'ada', ...rest]);
  });

  it('show how they stand, who does what, and what they cost', () => {
    const text = incidentDetails({ incident: INCIDENT, timeline: [], messages: [] }, colors, NOW);
    expect(text.split('\n')[0]).toBe('#7 postgres is down');
    expect(cells(text, 'status')?.[1]).toBe('resolved after 2 min 3 s, by nines');
    expect(cells(text, 'cause')?.[1]).toBe('postgres (ServiceDown)');
    expect(cells(text, 'detected')?.[1]).toBe('after 1.5 s');
    expect(cells(text, 'acknowledged')?.[1]).toBe('after 31.0 s, by ada');
    expect(cells(text, 'commander')?.[1]).toBe('grace');
    expect(cells(text, 'impact')?.[1]).toBe('2.0 min of trouble; 1,234 of 20,000 requests failed');
    expect(cells(text, 'budget')?.[1]).toBe('api/errors: 1.25% spent by it');
    expect(cells(text, 'told')?.[1]).toBe('slack, email');
    expect(cells(text, '7-1')).toEqual(['7-1', 'corrective', 'open', 'ada', '2026-12-03', 'add a replica']);
    expect(text).toContain('graph: https://graphs.example/1');
    expect(cells(text, 'mitigated')).toBeUndefined();
  });

  it('tell everything that happened in its order, deliveries included', () => {
    const timeline = [
      timelineEvent('instance.crashed', '2026-11-30T08:59:59.900Z', { signal: 'SIGKILL' }),
      timelineEvent('incident.opened', '2026-11-30T09:00:01.600Z'),
      timelineEvent('notification.sent', '2026-11-30T09:00:01.850Z', { channel: 'slack' }),
      timelineEvent('incident.noted', '2026-11-30T09:01:00.000Z', { by: 'ada', text: 'see `disk_1` <now>' }),
    ];
    const late = {
      ...MESSAGE,
      id: 2,
      channel: 'email',
      state: 'given-up',
      sentAt: null,
      attempts: 9,
      failure: 'refused',
    } as const;
    const text = incidentDetails({ incident: INCIDENT, timeline, messages: [MESSAGE, late] }, colors, NOW);
    const lines = text.slice(text.indexOf('timeline')).split('\n').slice(1);
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['-100 ms', '08:59:59.900', 'postgres ended unasked by SIGKILL'],
      ['+1.6 s', '09:00:01.600', 'incident opened'],
      ['+1.6 s', '09:00:01.600', 'email could not be told: triggered, at attempt 9: refused'],
      ['+1.9 s', '09:00:01.850', 'slack was told: triggered after 250 ms'],
      ['+1 min 0 s', '09:01:00.000', 'note by ada: see `disk_1` <now>'],
    ]);
  });

  it('say in a line what became of them', () => {
    expect(standing(INCIDENT)).toBe('#7 postgres is down: resolved by nines');
    expect(standing({ ...INCIDENT, status: 'mitigated' })).toBe('#7 postgres is down: mitigated');
    expect(standing({ ...INCIDENT, status: 'acknowledged' })).toBe('#7 postgres is down: acknowledged by ada');
  });
});

it('what is still to be done says what is late', () => {
  const action = { incident: 7, title: 'postgres is down', severity: 1, id: '7-1', text: 'add a replica' } as const;
  const late = { ...action, owner: 'ada', due: '2026-11-29', isOverdue: true };
  const text = actionTable([late, { ...action, id: '7-2', owner: null, due: null, isOverdue: false }], colors);
  expect(cells(text, '2026-11-29')?.slice(0, 4)).toEqual(['2026-11-29 (overdue)', 'ada', '#7', '7-1']);
  expect(cells(text, '-')?.slice(0, 4)).toEqual(['-', '-', '#7', '7-2']);
});

it('figures have means, shares of what was in time, and drills apart', () => {
  const commitment = { withinSeconds: 60, judged: 4, kept: 3, keptRatio: 0.75 };
  const period = {
    ...{ incidents: 4, bySeverity: { 1: 1, 2: 3, 3: 0 }, open: 1, began: 4, mttdSeconds: 1.5, mttaSeconds: null },
    ...{ unacknowledged: 4, downtimeSeconds: 480, mttrSeconds: 120, longest: null, tickets: 0 },
    ...{
      detection: commitment,
      restoration: { ...commitment, withinSeconds: 300, judged: 0, kept: 0, keptRatio: null },
    },
  };
  const none = { ...period, incidents: 0 };
  const real = { overall: { period, before: period }, groups: [{ name: 'api', period, before: period }] };
  const drills = { overall: { period: none, before: none }, groups: [] };
  const span = { from: '2026-11-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' };
  const text = figuresText({ ...span, by: 'service', real, drills }, colors);
  expect(cells(text, 'api')).toEqual(['api', '4', '1', '8 min 0 s', '1.5 s', '-', '2 min 0 s', '75% (3 of 4)', '-']);
  expect(text).toContain('detected within 1 min 0 s, restored within 5 min 0 s');
  expect(text).not.toContain('drills');
  const also = figuresText({ ...span, by: 'service', real, drills: real }, colors);
  expect(also).toContain('drills, which are in no figure above');
});
