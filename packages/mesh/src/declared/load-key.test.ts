import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@nines/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeClock } from '../fixtures/node-clock.ts';
import { followLoadKey } from './load-key.ts';

describe('key of declared load', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'load-key-'));
  });

  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it('is taken when it appears, changes, goes, or cannot be read', async () => {
    const path = join(directory, 'key');
    const keys: (string | undefined)[] = [];
    const codes: string[] = [];
    const stop = new AbortController();
    const steps = [
      () => writeFile(path, 'one\n'),
      () => Promise.resolve(), // nothing new
      () => writeFile(path, 'another'),
      () => rm(path),
      () => writeFile(join(directory, 'x'), ''),
    ];
    const clock: Clock = {
      ...nodeClock,
      sleep: async () => {
        const step = steps.shift();
        if (step === undefined) stop.abort();
        else await step();
      },
    };
    const options = { path, clock, signal: stop.signal, onError: ({ code }: { code: string }) => codes.push(code) };
    await followLoadKey({ ...options, onKey: (key) => keys.push(key) });
    expect(keys).toEqual([undefined, 'one', 'another', undefined]);
    const again = new AbortController();
    await followLoadKey({
      ...{ path: directory, signal: again.signal, onError: options.onError, onKey: (key) => keys.push(key) },
      clock: {
        ...nodeClock,
        sleep: async () => {
          again.abort();
        },
      },
    });
    expect([keys.at(-1), codes]).toEqual([undefined, ['MESH_LOAD_KEY_UNREADABLE']]);
  });
});
