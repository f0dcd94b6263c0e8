import type { EventPage } from '@nines/api';
import type { NinesEvent } from '@nines/kernel';
import { expect, test } from 'vitest';
import { pastEvents } from './past-events.ts';

function event(id: string): NinesEvent {
  return {
    id,
    type: 'instance.ready',
    source: 'supervisor',
    subject: 'web-0',
    time: '2026-01-01T00:00:00.000Z',
    data: {},
  };
}

/** Ids of the log's pages; a page that is missing is one that nobody answers. */
async function tell(
  pages: readonly (readonly string[] | undefined)[],
  spool: readonly string[],
): Promise<{ readonly ids: readonly string[]; readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const source = pastEvents({
    page: (after) => Promise.resolve(pageOf(pages, after)),
    spooled: () => spool.map(event),
    note: (text) => notes.push(text),
  });
  const told = await Array.fromAsync(source);
  return { ids: told.map(({ id }) => id), notes };
}

function pageOf(pages: readonly (readonly string[] | undefined)[], index: number): EventPage | undefined {
  const recorded = { recordedAt: '2026-01-01T00:00:00.000Z', correlationId: null };
  const data = pages[index]?.map((id, sequence) => ({ ...event(id), ...recorded, sequence }));
  return (
    data && { data, pagination: { after: index, limit: 1_000, next: index + 1 < pages.length ? index + 1 : null } }
  );
}

test('the log comes first, and then what the spool has besides', async () => {
  const log = [
    ['s:b1:1', 's:b1:2', 'alert.fired:k'],
    ['s:b2:1000000', 'other:b2:7'],
  ];
  const { ids, notes } = await tell(log, ['s:b1:2', 's:b2:1000000', 's:b2:1000001']);
  expect(ids).toEqual([...log.flat(), 's:b2:1000001']);
  expect(notes).toEqual(['from the event log']);
});

test('a log without events is a log', async () => {
  expect(await tell([[]], ['s:b:1'])).toEqual({ ids: ['s:b:1'], notes: ['from the event log'] });
});

test('without the server there is the spool', async () => {
  const { ids, notes } = await tell([undefined], ['s:b:1']);
  expect(ids).toEqual(['s:b:1']);
  expect(notes).toEqual([expect.stringContaining('the server does not answer')]);
});

test('a server that goes away midway is told of, and the spool goes on where it stopped', async () => {
  const { ids, notes } = await tell([['s:b:1', 's:b:2'], undefined, ['s:b:3']], ['s:b:2', 's:b:3', 's:b:4']);
  expect(ids).toEqual(['s:b:1', 's:b:2', 's:b:3', 's:b:4']);
  expect(notes).toEqual([expect.stringMatching(/^the server answers no more.*gap$/)]);
});
