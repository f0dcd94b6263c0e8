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
        ingest: async (source, cursor) => void cursors.set(source, cursor),
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
