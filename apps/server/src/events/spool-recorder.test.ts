import { NinesError } from '@nines/kernel';
import type { NinesEvent } from '@nines/kernel';
import { systemClock } from '@nines/system-clock';
import { expect, test } from 'vitest';
import { recordSpool } from './spool-recorder.ts';

const event = (id: string): NinesEvent => ({
  ...{ id, type: 'instance.ready', source: 'supervisor', subject: 'web-0' },
  ...{ time: '2026-01-01T00:00:00.000Z', data: {} },
});

/** Records one event of the spool; returns where reading began, and where it goes on. */
async function recordOne(spoolId: string | undefined, cursors: Map<string, string>, id: string) {
  const stop = new AbortController();
  const asked: (string | undefined)[] = [];
  await recordSpool(
    {
      spoolId: () => spoolId,
      async *observe(since) {
        asked.push(since);
        yield await Promise.resolve(event(id));
      },
      store: async () => ({
        cursorOf: async (source) => cursors.get(source),
        ingest: async (source, { from, to }) => {
          expect(from).toBe(cursors.get(source));
          cursors.set(source, to);
        },
      }),
      clock: systemClock,
      log: () => undefined,
      onResumed: () => undefined,
      onStored: () => {
        stop.abort();
      },
    },
    stop.signal,
  );
  return asked[0];
}

test('each spool that shares a database is read from its own place', async () => {
  const cursors = new Map<string, string>();
  expect(await recordOne('one', cursors, 'one:boot:7')).toBe('one:0');
  expect(await recordOne('other', cursors, 'other:boot:1')).toBe('other:0');
  expect(await recordOne('one', cursors, 'one:boot:8')).toBe('one:boot:7');
  expect([...cursors.values()]).toEqual(['one:boot:8', 'other:boot:1']);
});

test('a spool without a name is read as ever', async () => {
  const cursors = new Map([['supervisor', 'boot:6']]);
  expect(await recordOne(undefined, cursors, 'boot:7')).toBe('boot:6');
  expect(cursors.get('supervisor')).toBe('boot:7');
});

test('what was put back meanwhile is read again from where it was left off', async () => {
  let position: string | undefined = 'boot:1';
  const asked: (string | undefined)[] = [];
  const stored: string[] = [];
  const [stop, begun] = [new AbortController(), Promise.withResolvers<undefined>()];
  await recordSpool(
    {
      spoolId: () => undefined,
      async *observe(since) {
        asked.push(since);
        for (let next = Number(since?.split(':')[1]) + 1; next <= 4; next += 1) {
          yield await Promise.resolve(event(`boot:${next}`));
          await begun.promise;
        }
      },
      store: async () => ({
        cursorOf: async () => position,
        ingest: async (_, { from, to }, events) => {
          if (from !== position) throw new NinesError('STORE_CURSOR_MOVED', 'moved');
          position = to;
          stored.push(...events.map(({ id }) => id));
          if (to === 'boot:4') stop.abort();
          if (asked.length === 1) position = 'boot:1'; // a backup is restored
          begun.resolve(undefined);
        },
      }),
      clock: systemClock,
      log: () => undefined,
      onResumed: () => undefined,
      onStored: () => undefined,
    },
    stop.signal,
  );
  expect(asked).toEqual(['boot:1', 'boot:1']);
  expect(stored).toEqual(['boot:2', 'boot:2', 'boot:3', 'boot:4']);
});
