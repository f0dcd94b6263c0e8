import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anIncident } from '../figures/incident.testing.ts';
import { draftPostmortem } from './draft-postmortem.ts';
import type { PostmortemSource } from './postmortem-source.ts';
import { aMessage, anAlert, anEvent, aSource, at } from './source.testing.ts';

const TITLES = [
  'Summary',
  'Impact',
  'Root causes',
  'Trigger',
  'Detection',
  'Resolution',
  'What went well',
  'What went wrong',
  'Where we were lucky',
  'Timeline',
  'Corrective actions',
  'Supporting information',
];

function draft(changes: Partial<PostmortemSource> = {}): string {
  return draftPostmortem(aSource(changes)).markdown;
}

/** The text under a heading. */
function section(title: string, markdown: string): string {
  return markdown.split(/^## /m).find((text) => text.startsWith(`${title}\n`)) ?? '';
}

function headings(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^## (.*)$/gm)].map(([, title = '']) => title);
}

describe('a draft', () => {
  it('has every section, also where nothing is known', () => {
    const root = null;
    const empty = aSource({
      ...{ alerts: [], timeline: [], changes: [], messages: [], objectives: null, charts: null, people: [] },
      incident: anIncident({ root, services: [], owners: [], acknowledgedAt: null, disturbances: [] }),
      catalog: { services: [], edges: [] },
    });
    for (const source of [aSource(), empty]) expect(headings(draftPostmortem(source).markdown)).toEqual(TITLES);
    const { markdown } = draftPostmortem(empty);
    expect(markdown).toContain('Prometheus could not be asked');
    expect(section('Trigger', markdown)).toContain('Unknown');
    expect(markdown).not.toMatch(/undefined|NaN|\[object/);
  });

  it('says in its head what it is, of when, how bad, by whom and until when', () => {
    const markdown = draft({ incident: anIncident({ roles: { commander: 'ana', scribe: 'bob' } }) });
    expect(markdown).toContain('# Incident 1: postgres is down\n');
    expect(markdown).toContain('- **Date:** 2026-11-10 09:00:00 UTC');
    expect(markdown).toContain('- **Authors:** bob');
    expect(markdown).toContain('commander ana, communications nobody, scribe bob');
    expect(markdown).toContain('- **Status:** draft');
    expect(markdown).toContain('- **Severity:** 1 (set by rule)');
    expect(markdown).toContain('- **Due:** 2026-11-13: 3 calendar days');
    const mild = draft({ incident: anIncident({ severity: 3 }) });
    expect(mild).toContain('- **Due:** none is owed of severity 3');
  });

  it('owes nothing of drills and of parts of others, and says whose part it is', () => {
    const drill = draftPostmortem(aSource({ incident: anIncident({ drill: 'friday' }) }));
    expect(drill.due).toBeNull();
    expect(drill.markdown).toContain('- **Due:** none is owed of a drill');
    const part = draftPostmortem(aSource({ alerts: [], incident: anIncident({ mergedInto: 4, alertCount: 0 }) }));
    expect(part.due).toBeNull();
    expect(part.markdown).toContain('- **Part of:** [incident 4](/api/v1/incidents/4)');
    expect(section('Summary', part.markdown)).toContain('It became a part of incident 4');
    expect(section('Detection', part.markdown)).toContain('Its alerts are those of incident 4.');
    expect(section('Resolution', part.markdown)).toContain('It became a part of incident 4, which tells how it ended.');
    expect(part.markdown).not.toMatch(/alerts ended|fired any more|healed by itself|No alert of it/);
  });

  it('has one line for each message, which is that of the message', () => {
    const sent = anEvent(9, 61, 'notification.sent', { data: { channel: 'slack', told: 'triggered', state: 'sent' } });
    const text = section('Timeline', draft({ timeline: [sent], messages: [aMessage(1)] }));
    expect(text).toContain('was told (triggered)');
    expect(text).not.toContain('notification.');
  });

  it('tells what it cost, service by service', () => {
    const budgets = [{ service: 'postgres', slo: 'uptime', spentRatio: 0.3 }];
    const impact = { failedRequests: 12, totalRequests: 480, minutes: 2, budgets };
    const text = section('Impact', draft({ incident: anIncident({ impact }) }));
    expect(text).toContain('| Failed requests | 12 of 480 (2.5 %) |');
    expect(text).toContain(
      '| postgres | team-data | 1 | 2 min 0 s | [postgres/uptime](/api/v1/objectives/postgres/uptime): 30.0 % (10.0 % are left) |',
    );
    expect(section('Impact', draft())).toContain('| Failed requests | not known |');
  });

  it('counts for each service only what was trouble of the incident, also where alerts fire on', () => {
    const incident = anIncident({ resolvedBy: 'ana', disturbances: [{ from: at(0), to: at(120) }] });
    const text = section('Impact', draft({ incident, alerts: [anAlert({ endsAt: at(86_400) })] }));
    expect(text).toMatch(/\| postgres \| team-data \| 1 \| 2 min 0 s \|/);
  });

  it('counts the calls for people that went out', () => {
    const [superseded, lost] = [2, 3].map((id) => aMessage(id, { sentAt: null, state: 'superseded' }));
    const markdown = draft({ messages: [aMessage(1), superseded ?? expect.fail(), lost ?? expect.fail()] });
    expect(section('Detection', markdown)).toContain('Messages that asked people to come: 1.');
    expect(section('What went wrong', markdown)).not.toContain('People were asked to come');
  });

  it('takes causes for hypotheses, with the dependencies that explain what else was affected', () => {
    const text = section('Root causes', draft());
    expect(text).toContain('Hypothesis, from the alerts: the trouble came from postgres (ServiceDown).');
    expect(text).toContain('because of it, trouble reached api.');
    expect(text).toContain('postgres-0 ended unasked by SIGKILL ([event 11](/api/v1/events?after=10&limit=1))');
  });

  it('names the last change before it as what may have set it off', () => {
    const changes = [
      anEvent(8, -7_200, 'service.scaled', { subject: 'api', data: { from: 1, to: 2 } }),
      anEvent(9, -600, 'service.rolling', { subject: 'api', data: { reason: 'restart' } }),
    ];
    expect(section('Trigger', draft({ changes })).split('\n')[2]).toBe(
      '- 10 min 0 s before: instances of api are restarted one by one, as somebody asked ([event 9](/api/v1/events?after=8&limit=1))',
    );
    expect(section('Trigger', draft({ incident: anIncident({ drill: 'kill postgres' }) }))).toContain(
      'The drill kill postgres.',
    );
  });

  it('measures detection and resolution by what operations are committed to', () => {
    expect(section('Detection', draft())).toContain(
      'detected 1.0 s after the trouble began. Committed to: 1 min 0 s, which was kept',
    );
    const slow = anIncident({ detectedAt: at(61), disturbances: [{ from: at(0), to: at(301) }] });
    const late = draft({ incident: slow });
    expect(section('Detection', late)).toContain('which was **not** kept');
    expect(section('Resolution', late)).toContain('which was **not** kept');
  });

  it('tells who did what, and that it healed by itself where nobody did', () => {
    expect(section('Resolution', draft())).toContain('+1 min 0 s: note by ana: the disk was full ([event 16]');
    expect(section('Resolution', draft({ timeline: [] }))).toContain('it healed by itself');
  });

  it('learns from facts', () => {
    const lost = aMessage(2, { channel: 'telegram', state: 'given-up', sentAt: null, failure: 'chat not found' });
    const retried = aMessage(3, { channel: 'email', attempts: 4 });
    const incident = anIncident({ reopenings: 2, acknowledgedAt: at(1_000), roles: { commander: 'ana' } });
    const markdown = draft({ incident, messages: [aMessage(1), lost, retried] });
    expect(section('What went well', markdown)).toContain('- It was detected in 1.0 s.');
    expect(section('What went well', markdown)).toContain('- There was a commander: ana.');
    const wrong = section('What went wrong', markdown);
    expect(wrong).toContain('- It was acknowledged late, after 16 min 39 s.');
    expect(wrong).toContain('- It came back 2 times after it seemed to be over.');
    expect(wrong).toContain('- telegram was never told: chat not found ([message 2](/api/v1/incidents/1/messages)).');
    const lucky = section('Where we were lucky', markdown);
    expect(lucky).toContain('[postgres/uptime](/api/v1/objectives/postgres/uptime) only 10.0 % are left.');
    expect(lucky).toContain('- api was one instance away from having none.');
    expect(lucky).toContain('- email was reached at attempt 4 only');
  });

  it('links every line of its timeline to its evidence, in the order of time', () => {
    const rows = section('Timeline', draft())
      .split('\n')
      .filter((line) => line.startsWith('| 20'));
    expect(rows).toHaveLength(9);
    for (const row of rows) expect(row).toMatch(/\]\(\/api\/v1\/[^)]+\) \|$/);
    expect(rows[0]).toBe('| 2026-11-10 09:00:00 | +0 ms | trouble began | [incident 1](/api/v1/incidents/1) |');
    expect(rows.find((row) => row.includes('a1b2c3'))).toContain('[alert a1b2c3](/api/v1/alerts/a1b2c3/why)');
    expect(rows.find((row) => row.includes('message 1'))).toContain('| +2.0 s | slack was told (triggered) |');
  });

  it('lists corrective actions with owner and date, and suggests others', () => {
    const task = {
      id: '1-1',
      text: 'watch | the disk',
      kind: 'corrective',
      owner: null,
      due: '2026-11-01',
      doneAt: null,
    } as const;
    const text = section('Corrective actions', draft({ incident: anIncident({ tasks: [task] }) }));
    expect(text).toContain(String.raw`| 1-1 | watch \| the disk | **nobody yet** | 2026-11-01 | overdue |`);
    expect(text).toContain('- [ ] Run a second instance of postgres');
  });

  it('refers to its charts as files that no other incident has', () => {
    const { charts, markdown } = draftPostmortem(aSource({ incident: anIncident({ number: 12 }) }));
    expect(markdown).toContain('![Ready instances](incident-12-ready-instances.svg)');
    expect(charts.map(({ name }) => name)).toEqual(['incident-12-ready-instances.svg']);
    expect(charts[0]?.svg).toContain('From 2026-11-10T08:50:00.000Z to 2026-11-10T09:12:00.000Z');
  });
});

describe('flags', () => {
  it('tell the line where a person is made the cause, and nothing of those who acknowledged', () => {
    const note = anEvent(16, 60, 'incident.noted', { data: { by: 'ana', text: 'bob forgot to renew it' } });
    const { flags, markdown } = draftPostmortem(aSource({ timeline: [...aSource().timeline, note] }));
    expect(flags.map(({ words }) => words)).toEqual(['bob forgot']);
    expect(markdown.split('\n')[(flags[0]?.line ?? 0) - 1]).toContain('bob forgot to renew it');
    expect(draftPostmortem(aSource()).flags).toEqual([]);
  });
});

describe('whatever others wrote', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '[x](javascript:alert(1))',
      '![x](http://evil.example/p.png)',
      'a | b | c\n| --- |',
      '\n\n## Summary\n\n<!-- ',
      '`` ` ```\n',
      '</td><img src=x onerror=alert(1)>',
      'http://evil.example www.evil.example',
    ),
  );
  const nastySource = fc.record({ a: nasty, b: nasty, c: nasty, name: nasty }).map(({ a, b, c, name }) =>
    aSource({
      incident: anIncident({
        ...{ title: a, acknowledgedBy: b, resolvedBy: c, roles: { commander: b }, services: ['postgres', c] },
        ...{ root: { service: c, alertname: a }, links: [{ title: a, url: b }], drill: null },
        tasks: [{ id: a, text: b, kind: 'corrective', owner: c, due: a, doneAt: null }],
      }),
      alerts: [anAlert({ fingerprint: a, labels: { alertname: b, service: c }, annotations: { summary: c } })],
      timeline: [
        anEvent(1, 1, 'incident.noted', { data: { by: a, text: b } }),
        anEvent(2, 2, c, { subject: a, data: { reason: b } }),
        anEvent(3, 3, 'alert.fired', {
          subject: c,
          data: { fingerprint: b, labels: { alertname: a }, annotations: { summary: c } },
        }),
        anEvent(4, 4, 'instance.unready', { subject: b, data: { reason: name } }),
        anEvent(5, 5, 'service.down', { subject: c }),
      ],
      messages: [aMessage(1, { channel: a, failure: b, state: 'refused', sentAt: null })],
      objectives: [{ service: a, slo: b, target: c, remainingRatio: 0.1 }],
      people: [a, b],
    }),
  );

  it('stays text: no HTML, no link or picture of theirs, no section, no broken table', () => {
    fc.assert(
      fc.property(nastySource, (source) => {
        const { markdown } = draftPostmortem(source);
        expect(headings(markdown)).toEqual(TITLES);
        expect(markdown.replaceAll(/\]\(<https?:[^<>\s]*>\)/g, ']()')).not.toMatch(/[<>]/);
        for (const [, target = ''] of markdown.matchAll(/(?<!\\)\]\(([^)]*)\)/g)) {
          expect(target).toMatch(/^(?:\/api\/v1\/[\w\-./%?=&~]*|incident-\d+-[a-z-]+\.svg|<https?:.*)$/);
        }
        expectTables(markdown);
      }),
      { numRuns: 200 },
    );
  });

  it('is told by its type where that is the name of something of the language', () => {
    const { markdown } = draftPostmortem(aSource({ timeline: [anEvent(1, 1, 'valueOf', { subject: 'web' })] }));
    expect(markdown).toContain('web: valueOf');
  });

  it('the same source gives the same draft', () => {
    fc.assert(
      fc.property(nastySource, (source) => {
        expect(draftPostmortem(source)).toEqual(draftPostmortem(source));
      }),
      { numRuns: 20 },
    );
  });
});

/** Rows that follow one another have as many cells as the first. */
function expectTables(markdown: string): void {
  let cells = 0;
  for (const line of markdown.split('\n')) {
    const count = line.startsWith('|') ? [...line.matchAll(/(?<!\\)(?:\\\\)*\|/g)].length : 0;
    if (cells > 0 && count > 0) expect(count).toBe(cells);
    cells = count;
  }
}
