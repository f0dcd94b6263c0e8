import type { NinesEvent, RecordedEvent } from '@nines/kernel';
import { expect, test } from 'vitest';
import { followEvents } from './follow-events.ts';

function event(id: string): NinesEvent {
  const [type, source] = id.startsWith('alert') ? ['alert.fired', 'alertmanager'] : ['instance.ready', 'supervisor'];
  return { id, type, source, subject: 'web', time: '2026-01-01T00:00:00.000Z', data: {} };
}

/** The log in which these happened, in this order; sequences begin with 1. */
function recordedIn(ids: readonly string[]): readonly RecordedEvent[] {
  const recorded = { recordedAt: '2026-01-01T00:00:00.000Z', correlationId: null };
  return ids.map((id, index) => ({ ...event(id), ...recorded, sequence: index + 1 }));
}

/** Follows until the log's stream and the spool are told: `past` events of the log first, where the server answers. */
async function follow(log: readonly string[], past: number | undefined, spool: readonly string[]): Promise<string[]> {
  const events = recordedIn(log);
  const streamed = Promise.withResolvers<undefined>();
  const pagination = { after: 0, limit: 1_000, next: null };
  const source = followEvents({
    page: (after) => {
      expect(after).toBe(0);
      if (past === undefined) return Promise.resolve(undefined);
      return Promise.resolve({ data: events.slice(0, past).map((one) => ({ ...one, data: {} })), pagination });
    },
    async *supervised() {
      yield* spool.map(event);
      await streamed.promise;
    },
    async *recorded(after) {
      yield* await Promise.resolve(events.filter(({ sequence }) => sequence > after));
      streamed.resolve(undefined);
    },
  });
  return (await Array.fromAsync(source)).map(({ id }) => id);
}

const ALERT = 'alert.fired:abc:2026-01-01T00:00:00.000Z';

test('what the log has comes first, and then each event once, whoever tells it', async () => {
  const log = ['s:b:1', ALERT, 's:b:2', 's:b:3', `${ALERT}x`];
  const ids = await follow(log, 3, ['s:b:1', 's:b:2', 's:b:3', 's:b:4']);
  expect(ids.slice(0, 3)).toEqual(['s:b:1', ALERT, 's:b:2']);
  expect(ids.toSorted()).toEqual([...log, 's:b:4'].toSorted());
});

test('without a server there is supervision, and when it comes nothing is missing or told again', async () => {
  const log = ['s:b:1', ALERT, 's:b:2'];
  const ids = await follow(log, undefined, ['s:b:1', 's:b:2', 's:b:3']);
  expect(ids.toSorted()).toEqual([...log, 's:b:3'].toSorted());
});
