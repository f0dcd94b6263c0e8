/** What every event log keeps to. Each test adds to the same log, so that none relies on an empty one. */
import { randomUUID } from 'node:crypto';

import type { EventFilter, EventLog, NewEvent, RecordedEvent } from '@nines/kernel';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

export interface OpenEventLog {
  readonly log: EventLog;
  close(): Promise<void>;
}

/** Long enough for a busy machine; no test waits for it unless it fails. */
const PATIENCE_MS = 20_000;

/** Declares the suite. `open` is called once; the log it returns may hold events already. */
export function describeEventLog(name: string, open: () => Promise<OpenEventLog>): void {
  describe(`event log: ${name}`, () => {
    let opened: OpenEventLog | undefined;
    const log = (): EventLog => {
      if (opened === undefined) throw new Error('the log is not open');
      return opened.log;
    };
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened?.close());
    describeRecording(log);
    describeReading(log);
    describeFollowing(log);
  });
}

/** An event that no other test has. */
export function someEvent(fields: Partial<NewEvent> = {}): NewEvent {
  const time = '2026-01-02T03:04:05.678Z';
  return { id: randomUUID(), type: 'instance.crashed', source: 'test', subject: 'web-0', time, data: {}, ...fields };
}

/** The first `count` events of a follower, which must come in time. */
export async function collect(
  log: EventLog,
  after: number,
  count: number,
  filter?: EventFilter,
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  const signal = AbortSignal.timeout(PATIENCE_MS);
  if (count === 0) return events;
  for await (const event of log.follow(after, signal, filter)) {
    events.push(event);
    if (events.length === count) return events;
  }
  throw new Error(`${events.length} of ${count} events came in ${PATIENCE_MS} ms`);
}

function describeRecording(log: () => EventLog): void {
  it('gives each event a place, in the order given', async () => {
    const before = await log().lastSequence();
    const events = Array.from({ length: 150 }, (_, index) => someEvent({ data: { index } }));
    const recorded = await log().append(events);
    expect(recorded.map(({ sequence: _s, recordedAt: _r, correlationId: _c, ...event }) => event)).toEqual(events);
    expectAscending(recorded, before);
    expect(await log().lastSequence()).toBe(recorded.at(-1)?.sequence);
    expect(await log().read(before, 1_000)).toEqual(recorded);
  });

  it('keeps what was said and when it was written down', async () => {
    const start = Date.now();
    const event = someEvent({ time: '2026-01-02T04:04:05.678+01:00', correlationId: 'outage-1', data: { exit: 137 } });
    const [recorded] = await log().append([event]);
    const { correlationId: _c, ...said } = event;
    expect(recorded).toMatchObject({ ...said, time: '2026-01-02T03:04:05.678Z', correlationId: 'outage-1' });
    expect(Date.parse(recorded?.recordedAt ?? '')).toBeGreaterThanOrEqual(start);
    expect((await log().append([someEvent()]))[0]?.correlationId).toBeNull();
  });

  it('records an event once, however often it is appended', async () => {
    const before = await log().lastSequence();
    const [first, second, third] = [someEvent({ data: { first: true } }), someEvent(), someEvent()];
    await log().append([first]);
    const again = await log().append([second, { ...first, data: { first: false } }, third, second]);
    expect(again.map((event) => event.id)).toEqual([second.id, third.id]);
    expect(await log().append([first, second, third])).toEqual([]);
    expect((await log().read(before, 10)).map((event) => [event.id, event.data])).toEqual([
      [first.id, { first: true }],
      [second.id, {}],
      [third.id, {}],
    ]);
  });

  it('records an event once when several append it at the same time', async () => {
    const before = await log().lastSequence();
    const events = Array.from({ length: 20 }, () => someEvent());
    const recorded = await Promise.all(Array.from({ length: 8 }, () => log().append(events)));
    expect(recorded.flat()).toHaveLength(20);
    expect(await log().read(before, 1_000)).toHaveLength(20);
  });

  it('records all or nothing', async () => {
    const before = await log().lastSequence();
    await expect(log().append([someEvent(), someEvent({ time: 'yesterday' }), someEvent()])).rejects.toThrow();
    expect(await log().read(before, 10)).toEqual([]);
  });

  it('takes no events at all', async () => {
    expect(await log().append([])).toEqual([]);
  });

  it('keeps data of any shape', async () => {
    const data = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(data, async (value) => {
        const [recorded] = await log().append([someEvent({ data: value })]);
        expect(recorded?.data).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 50 },
    );
  });

  it('keeps an event with text that is none, and everything else in it', async () => {
    const event = someEvent({ data: { line: 'a\0b', half: '\ud83d', exit: 1, nested: { '\0': ['ü', '\u{1f600}'] } } });
    const [recorded] = await log().append([event]);
    expect(recorded).toMatchObject({ id: event.id, data: { exit: 1 } });
    expect(JSON.stringify(recorded?.data)).toContain('\u{1f600}');
  });

  it('finds an event under a subject that is no proper text', async () => {
    const event = someEvent({ type: 'odd\0', subject: `odd\0\ud83d-${randomUUID()}`, correlationId: 'odd\0' });
    const { type, subject, correlationId = '' } = event;
    await log().append([event]);
    const found = await log().read(0, 10, { types: [type], subject, correlationId });
    expect(found.map(({ id }) => id)).toEqual([event.id]);
  });

  it('is not changed by what is done to an event afterwards', async () => {
    const data = { list: [1] };
    const [recorded] = await log().append([someEvent({ data })]);
    data.list.push(2);
    expect((await log().read((recorded?.sequence ?? 0) - 1, 1))[0]?.data).toEqual({ list: [1] });
  });
}

function describeReading(log: () => EventLog): void {
  it('is read page by page', async () => {
    const before = await log().lastSequence();
    const recorded = await log().append(Array.from({ length: 25 }, () => someEvent()));
    const pages: RecordedEvent[] = [];
    for (let after = before; ;) {
      const page = await log().read(after, 10);
      pages.push(...page);
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.sequence;
    }
    expect(pages).toEqual(recorded);
  });

  it('is filtered by type, subject and correlation, each and together', async () => {
    const before = await log().lastSequence();
    const all = ['a', 'b', 'c'].flatMap((type) =>
      ['x', 'y'].flatMap((subject) => [
        someEvent({ type, subject }),
        someEvent({ type, subject, correlationId: 'o-1' }),
      ]),
    );
    await log().append(all);
    const chosen = async (filter: EventFilter): Promise<number[]> => {
      const found = await log().read(before, 100, filter);
      return found.map((event) => all.findIndex((one) => one.id === event.id));
    };
    expect(await chosen({})).toHaveLength(12);
    expect(await chosen({ types: ['c', 'a'] })).toEqual([0, 1, 2, 3, 8, 9, 10, 11]);
    expect(await chosen({ types: [] })).toEqual([]);
    expect(await chosen({ subject: 'y' })).toEqual([2, 3, 6, 7, 10, 11]);
    expect(await chosen({ correlationId: 'o-1' })).toEqual([1, 3, 5, 7, 9, 11]);
    expect(await chosen({ types: ['b'], subject: 'x', correlationId: 'o-1' })).toEqual([5]);
    expect(await chosen({ subject: "'; drop table events; --" })).toEqual([]);
    expect(await log().read(before, 2, { subject: 'y' })).toHaveLength(2);
  });
}

function describeFollowing(log: () => EventLog): void {
  it('is followed from any place, through the past into the future', async () => {
    const past = await log().append(Array.from({ length: 30 }, () => someEvent()));
    const followers = [-1, 0, 12, 29].map((index) =>
      collect(log(), past[index]?.sequence ?? (past[0]?.sequence ?? 0) - 1, 40 - (index + 1)),
    );
    const future = await log().append(Array.from({ length: 10 }, () => someEvent()));
    const seen = await Promise.all(followers);
    expect(seen).toEqual([0, 1, 13, 30].map((from) => [...past, ...future].slice(from)));
  });

  it('is followed by type, subject and correlation', async () => {
    const before = await log().lastSequence();
    const wanted = { types: ['wanted'], subject: 'me', correlationId: 'o-2' };
    const following = collect(log(), before, 20, wanted);
    const ids: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      const match = someEvent({ type: 'wanted', subject: 'me', correlationId: 'o-2' });
      await log().append([someEvent(), match, someEvent({ type: 'wanted' })]);
      ids.push(match.id);
    }
    expect((await following).map((event) => event.id)).toEqual(ids);
  });

  it('is followed to the end by everybody while many append', async () => {
    const before = await log().lastSequence();
    const followers = Array.from({ length: 4 }, () => collect(log(), before, 300));
    const writers = Array.from({ length: 6 }, async () => {
      for (let round = 0; round < 10; round += 1) await log().append(Array.from({ length: 5 }, () => someEvent()));
    });
    await Promise.all(writers);
    const recorded = await log().read(before, 1_000);
    expectAscending(recorded, before);
    expect(recorded).toHaveLength(300);
    for (const seen of await Promise.all(followers)) expect(seen).toEqual(recorded);
  });

  it('ends a follower that waits when its signal aborts, and one that has been aborted before it began', async () => {
    const stop = new AbortController();
    const seen: RecordedEvent[] = [];
    const following = (async () => {
      for await (const event of log().follow(await log().lastSequence(), stop.signal)) seen.push(event);
    })();
    stop.abort();
    await following;
    for await (const event of log().follow(0, stop.signal)) seen.push(event);
    expect(seen).toEqual([]);
  });

  it('ends a follower amid events when its signal aborts', async () => {
    const before = await log().lastSequence();
    await log().append([someEvent(), someEvent(), someEvent()]);
    const stop = new AbortController();
    const seen: RecordedEvent[] = [];
    for await (const event of log().follow(before, stop.signal)) {
      seen.push(event);
      stop.abort();
    }
    expect(seen).toHaveLength(1);
  });
}

function expectAscending(events: readonly RecordedEvent[], after: number): void {
  const sequences = events.map((event) => event.sequence);
  expect(sequences).toEqual([...new Set(sequences)].sort((one, other) => one - other));
  expect(sequences.at(0) ?? after + 1).toBeGreaterThan(after);
}
