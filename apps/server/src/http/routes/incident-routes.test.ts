import type { ActionList, IncidentList, OwedPostmortemList } from '@nines/api';
import type { Incident, IncidentCommand, NewEvent } from '@nines/kernel';
import { NinesError } from '@nines/kernel';
import { describe, expect, it } from 'vitest';
import { IncidentAnswers } from '../../incidents/incident-answers.ts';
import { someIncidentThatIsOver } from '@nines/testkit/incident-samples';
import { createTestApp } from '../../testing/test-app.ts';
import type { ApiSources } from './sources.ts';

const clock = { now: () => Date.parse('2026-12-01T00:00:00Z') } as ApiSources['clock'];
const away = (): never => {
  throw new Error('not part of this test');
};

/** Answers from a store that holds these, and remembers what it was asked. */
function answersOf(incidents: readonly Incident[]) {
  const asked: unknown[] = [];
  const store = {
    incident: async (number: number) => incidents.find((incident) => incident.number === number),
    incidents: async (filter: { readonly limit: number; readonly before?: number }) => {
      asked.push(filter);
      const { before = Infinity, limit } = filter;
      return incidents.filter(({ number }) => number < before).slice(0, limit);
    },
    alertsOf: async () => [],
    messagesOf: async () => [],
  };
  const answers = new IncidentAnswers({ store: () => store, timeline: away, postmortem: away, clock });
  return { app: createTestApp({ incidents: answers, clock }), asked };
}

describe('lists of incidents', () => {
  it('are in pages that join without a gap', async () => {
    const { app } = answersOf([3, 2, 1].map((number) => someIncidentThatIsOver({ number })));
    const first = (await app.inject('/api/v1/incidents?limit=2')).json<IncidentList>();
    expect([first.data.map(({ number }) => number), first.pagination.next]).toEqual([[3, 2], 2]);
    const rest = (await app.inject('/api/v1/incidents?limit=2&before=2')).json<IncidentList>();
    expect([rest.data.map(({ number }) => number), rest.pagination.next]).toEqual([[1], null]);
  });

  it('are asked for by what they are', async () => {
    const { app, asked } = answersOf([]);
    const query = 'status=triggered&status=resolved&severity=1&service=api&drill=false&since=2026-11-01T00:00:00Z';
    await app.inject(`/api/v1/incidents?${query}`);
    expect(asked).toEqual([
      {
        statuses: ['triggered', 'resolved'],
        severities: [1],
        service: 'api',
        isDrill: false,
        since: '2026-11-01T00:00:00Z',
        limit: 101,
      },
    ]);
  });

  it.each(['status=on-fire', 'severity=5', 'drill=maybe', 'since=yesterday', 'limit=0', 'before=0', 'unknown=1'])(
    'are not asked for by ?%s',
    async (query) => {
      expect((await answersOf([]).app.inject(`/api/v1/incidents?${query}`)).statusCode).toBe(400);
    },
  );

  it('of what is still to be done have the earliest date first, and say what is late', async () => {
    const task = { id: '1', text: 'add a replica', kind: 'corrective', owner: 'ada', due: null, doneAt: null } as const;
    const { app } = answersOf([
      someIncidentThatIsOver({ number: 2, tasks: [task, { ...task, id: '2', due: '2026-12-01' }] }),
      someIncidentThatIsOver({
        number: 1,
        tasks: [
          { ...task, due: '2026-11-30' },
          { ...task, id: '2', doneAt: '2026-11-29T00:00:00Z' },
          { ...task, id: '3', kind: 'task' },
        ],
      }),
    ]);
    const { data } = (await app.inject('/api/v1/actions')).json<ActionList>();
    expect(data.map(({ due, incident, isOverdue }) => [incident, due, isOverdue])).toEqual([
      [1, '2026-11-30', true],
      [2, '2026-12-01', false],
      [2, null, false],
    ]);
  });

  it('of postmortems that are owed have the earliest date first, and say what is late', async () => {
    const { app, asked } = answersOf([
      someIncidentThatIsOver({
        number: 5,
        severity: 2,
        resolvedAt: '2026-11-25T09:00:00.000Z',
        roles: { commander: 'ada' },
      }),
      someIncidentThatIsOver({ number: 4, severity: 1, resolvedAt: '2026-11-27T09:00:00.000Z' }),
      someIncidentThatIsOver({ number: 3, severity: 1, resolvedAt: '2026-11-28T09:00:00.000Z' }),
      someIncidentThatIsOver({
        number: 2,
        severity: 1,
        links: [{ title: 'postmortem', url: 'https://wiki.example/2' }],
      }),
    ]);
    const { data } = (await app.inject('/api/v1/postmortems')).json<OwedPostmortemList>();
    expect(data.map(({ due, incident, isOverdue, owner }) => [incident, due, isOverdue, owner])).toEqual([
      [4, '2026-11-30', true, null],
      [3, '2026-12-01', false, null],
      [5, '2026-12-02', false, 'ada'],
    ]);
    expect(asked).toEqual([{ owesPostmortem: true, limit: 500 }]);
  });

  it('give figures, of drills apart', async () => {
    const { app } = answersOf([
      someIncidentThatIsOver({ number: 2, drill: 'game day' }),
      someIncidentThatIsOver({ number: 1 }),
    ]);
    const answer = await app.inject('/api/v1/incident-figures?by=team');
    expect(answer.json()).toMatchObject({
      to: '2026-12-01T00:00:00.000Z',
      real: { overall: { period: { incidents: 1, mttdSeconds: 1 } }, groups: [{ name: 'team-data' }] },
      drills: { overall: { period: { incidents: 1 } } },
    });
    const backwards = '/api/v1/incident-figures?from=2026-12-02T00:00:00Z&to=2026-12-01T00:00:00Z';
    expect((await app.inject(backwards)).statusCode).toBe(400);
  });
});

describe('one incident', () => {
  it('is what is kept of it', async () => {
    const { app } = answersOf([someIncidentThatIsOver({ number: 7 })]);
    expect((await app.inject('/api/v1/incidents/7')).json()).toEqual(someIncidentThatIsOver({ number: 7 }));
  });

  it.each(['', '/timeline', '/alerts', '/messages', '/postmortem'])('that nobody knows has no %j', async (part) => {
    const answer = await answersOf([]).app.inject(`/api/v1/incidents/7${part}`);
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([404, 'INCIDENT_UNKNOWN']);
  });

  it.each(['0', '-1', 'x', '1.5', '99999999999'])('has no number %s', async (number) => {
    expect((await answersOf([]).app.inject(`/api/v1/incidents/${number}`)).statusCode).toBe(400);
  });
});

describe('what people do about an incident', () => {
  const post = async (
    path: string,
    body: object | undefined,
    {
      command = async () => someIncidentThatIsOver({}),
      headers = {},
    }: { command?: ApiSources['command']; headers?: object } = {},
  ) => {
    const commands: IncidentCommand[] = [];
    const records: NewEvent[] = [];
    const recordedBeside: number[] = [];
    const source: ApiSources['command'] = async (given, kept = []) => {
      commands.push(given);
      records.push(...kept);
      return command(given);
    };
    const audit = { changed: async () => void recordedBeside.push(1), refused: async () => undefined };
    const app = createTestApp({ clock, command: source }, { audit });
    const url = `/api/v1/incidents/7/${path}`;
    const answer = await app.inject({ method: 'POST', url, headers: { ...headers }, ...(body && { payload: body }) });
    return { answer, commands, records, recordedBeside };
  };

  it.each([
    ['acknowledge', { kind: 'acknowledge' }, undefined],
    ['unacknowledge', { kind: 'unacknowledge' }, undefined],
    ['mitigate', { kind: 'mitigate' }, undefined],
    ['resolve', { kind: 'resolve' }, undefined],
    ['reopen', { kind: 'reopen' }, {}],
    ['severity', { kind: 'severity', severity: 2 }, { severity: 2 }],
    ['roles', { kind: 'role', role: 'scribe', person: null }, { role: 'scribe', person: null }],
    ['notes', { kind: 'note', text: 'it is the disk' }, { text: ' it is the disk ' }],
    ['tasks', { kind: 'task', task: { text: 'look', kind: 'task', owner: null, due: null } }, { text: 'look' }],
    ['tasks/a/done', { kind: 'task-done', task: 'a' }, undefined],
    [
      'links',
      { kind: 'link', link: { title: 'graph', url: 'https://g.example/1' } },
      { title: 'graph', url: 'https://g.example/1' },
    ],
    ['merge', { kind: 'merge', into: 3 }, { into: 3 }],
    ['split', { kind: 'split', fingerprints: ['a'] }, { fingerprints: ['a'] }],
  ])('POST %s is %j', async (path, action, body) => {
    const { answer, commands } = await post(path, body);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json()).toEqual(someIncidentThatIsOver({}));
    expect(commands).toMatchObject([{ incident: 7, action, at: '2026-12-01T00:00:00.000Z' }]);
  });

  it.each([
    ['severity', { severity: 5 }],
    ['severity', {}],
    ['roles', { role: 'king', person: 'ada' }],
    ['notes', { text: '  ' }],
    ['notes', { text: 'x'.repeat(4_001) }],
    ['notes', { text: 'x', more: 1 }],
    ['tasks', { text: 'x', due: 'soon' }],
    ['links', { title: 'x', url: 'javascript:alert(1)' }],
    ['merge', { into: 0 }],
    ['split', { fingerprints: [] }],
    ['acknowledge', { by: '' }],
  ])('POST %s does not take %j', async (path, body) => {
    const { answer, commands } = await post(path, body);
    expect([answer.statusCode, commands]).toEqual([400, []]);
  });

  it('is in the audit log in the same moment, or not done', async () => {
    const { records, recordedBeside } = await post('notes', { text: 'nothing of this is recorded' });
    const data = { actor: 'tester', subject: '7', outcome: '200', address: 'socket' };
    const route = 'POST /api/v1/incidents/:number/notes';
    expect(records).toMatchObject([{ type: 'audit.changed', subject: 'tester', data: { ...data, route } }]);
    expect([JSON.stringify(records).includes('nothing of this'), recordedBeside]).toEqual([false, []]);
  });

  it('is done in the name of whom it is done for, once for each key', async () => {
    const headers = { 'idempotency-key': 'k1' };
    const { commands } = await post('acknowledge', { by: 'ada' }, { headers });
    expect(commands).toMatchObject([{ by: 'ada', key: expect.stringMatching(/:k1$/) as string }]);
    const without = await Promise.all([post('acknowledge', undefined), post('acknowledge', undefined)]);
    expect(new Set(without.flatMap(({ commands: [one] }) => one?.key)).size).toBe(2);
    expect((await post('acknowledge', {}, { headers: { 'idempotency-key': 'a b' } })).answer.statusCode).toBe(400);
  });

  it.each([
    ['INCIDENT_UNKNOWN', 404],
    ['INCIDENT_ILLEGAL_TRANSITION', 409],
    ['API_KEY_REUSED', 422],
    ['SERVER_BUSY', 503],
    ['STORE_UNREACHABLE', 503],
  ] as const)('that fails with %s is answered with %i', async (code, status) => {
    const { answer } = await post(
      'resolve',
      {},
      {
        command: async () => {
          throw new NinesError(code, 'so it is');
        },
      },
    );
    expect(answer.json()).toMatchObject({ status, code, detail: 'so it is' });
    expect(answer.headers['retry-after']).toBe(status === 503 ? '1' : undefined);
  });
});
