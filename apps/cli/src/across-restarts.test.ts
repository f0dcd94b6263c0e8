import { expect, test } from 'vitest';
import { NinesError } from '@nines/kernel';
import { acrossRestarts } from './across-restarts.ts';
import { platformAt, REPORT } from './platform.testing.ts';
import type { PlatformFacts } from './platform.testing.ts';

const RUNNING: PlatformFacts = { answers: true, locked: true, meant: true };
const STOPPED: PlatformFacts = { answers: false, locked: false, meant: false };
const LOST = new NinesError('RUNTIME_NOT_RUNNING', 'gone');

async function* breaking(...items: readonly number[]): AsyncGenerator<number> {
  yield* items;
  await Promise.resolve();
  throw LOST;
}

async function collect(source: AsyncIterable<number>): Promise<readonly number[]> {
  const items: number[] = [];
  for await (const item of source) items.push(item);
  return items;
}

const never = new AbortController().signal;
const unexpected = (): never => {
  throw new Error('nobody was away for long');
};

test('a stream goes on under the next supervisor, and ends with the platform', async () => {
  let streams = 0;
  const open = (): AsyncIterable<number> => breaking(++streams, streams * 10);
  const platform = platformAt(() => (streams < 3 ? RUNNING : STOPPED));
  const all = await collect(acrossRestarts(platform, { open, signal: never, onAbandoned: unexpected }));
  expect(all).toEqual([1, 10, 2, 20, 3, 30]);
});

test('what was stopped before it could be followed is over', async () => {
  const source = acrossRestarts(
    platformAt(() => STOPPED),
    { open: () => breaking(), signal: never, onAbandoned: unexpected },
  );
  await expect(collect(source)).resolves.toEqual([]);
});

test('a supervisor that knows no service yet is not asked', async () => {
  let looks = 0;
  let streams = 0;
  const empty = { ...REPORT, status: { ...REPORT.status, services: [] } };
  const platform = platformAt(
    () => (streams < 2 ? RUNNING : STOPPED),
    () => (++looks < 3 ? empty : REPORT),
  );
  const open = (): AsyncIterable<number> => {
    if (streams > 0) expect(looks).toBe(3);
    return breaking(++streams);
  };
  await expect(collect(acrossRestarts(platform, { open, signal: never, onAbandoned: unexpected }))).resolves.toEqual([
    1, 2,
  ]);
});

test('a refusal is passed on', async () => {
  const refusal = new NinesError('RUNTIME_UNKNOWN_SERVICE', 'no such service');
  const open = (): AsyncIterable<number> => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(refusal) }),
  });
  const source = acrossRestarts(
    platformAt(() => RUNNING),
    { open, signal: never, onAbandoned: unexpected },
  );
  await expect(collect(source)).rejects.toBe(refusal);
});

test('Ctrl-C ends it while nobody is there', async () => {
  const stop = new AbortController();
  const away: PlatformFacts = { answers: false, locked: false, meant: true };
  const source = acrossRestarts(
    platformAt(() => away),
    { open: () => breaking(1), signal: stop.signal, onAbandoned: unexpected },
  );
  setTimeout(() => {
    stop.abort();
  }, 20);
  await expect(collect(source)).resolves.toEqual([1]);
});
