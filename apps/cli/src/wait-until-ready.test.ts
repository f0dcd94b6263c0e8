import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { PlatformReport } from '@nines/runtime-process';
import { Output } from './output.ts';
import { platformAt, REPORT } from './platform.testing.ts';
import type { PlatformFacts } from './platform.testing.ts';
import { waitUntilReady } from './wait-until-ready.ts';
import type { Reached } from './wait-until-ready.ts';

const RUNNING: PlatformFacts = { answers: true, locked: true, meant: true };
const STALLED = { service: 'web', reason: 'web-0 crashed' };

/** Waits for a platform that says these things, one after the other, the last one again and again. */
async function reached(reports: readonly Partial<PlatformReport>[], timeoutMs = 10_000): Promise<Reached> {
  let looks = 0;
  const platform = platformAt(
    () => RUNNING,
    () => ({ ...REPORT, ...(reports[looks++] ?? reports.at(-1)) }),
  );
  const output = new Output({ stdout: new PassThrough(), stderr: new PassThrough(), color: false });
  const { signal } = new AbortController();
  const outcome = await waitUntilReady(platform, output, { began: performance.now(), timeoutMs, signal });
  expect(looks).toBeGreaterThanOrEqual(reports.length);
  return outcome;
}

const starting: Partial<PlatformReport> = { status: { ...REPORT.status, state: 'starting' } };

test('a platform that comes up is waited for', async () => {
  await expect(reached([starting, {}])).resolves.toMatchObject({ outcome: 'ready' });
});

test('ready with old instances is not ready', async () => {
  await expect(reached([{ rolling: ['web'] }, { rolling: ['web'] }, {}])).resolves.toMatchObject({ outcome: 'ready' });
});

test('a new revision that does not get ready is a failure, once nothing else rolls', async () => {
  const stalled = [STALLED];
  const both = { rolling: ['web', 'back'], stalled };
  await expect(reached([both, both, { rolling: ['web'], stalled }])).resolves.toMatchObject({ outcome: 'stalled' });
});

test('the time may be up', async () => {
  await expect(reached([{ rolling: ['web'] }], 60)).resolves.toMatchObject({ outcome: 'late' });
});

test('a platform that is stopped meanwhile is not waited for', async () => {
  const output = new Output({ stdout: new PassThrough(), stderr: new PassThrough(), color: false });
  const platform = platformAt(() => ({ answers: false, locked: false, meant: false }));
  const { signal } = new AbortController();
  const waiting = waitUntilReady(platform, output, { began: performance.now(), timeoutMs: 10_000, signal });
  await expect(waiting).rejects.toMatchObject({ code: 'RUNTIME_NOT_RUNNING' });
});

test('what is added meanwhile is waited for, and nothing is ticked twice', async () => {
  const added = Promise.withResolvers<undefined>();
  const service = (name: string, ready: number): PlatformReport['status']['services'][number] => ({
    ...{ name, kind: 'service', url: null, desired: 1, ready, instances: [] },
  });
  const reports = [[], [service('watch', 0)], [service('watch', 1)]];
  let looks = 0;
  const platform = platformAt(
    () => RUNNING,
    () => {
      looks += 1;
      if (looks === 3) added.resolve(undefined);
      const system = reports[Math.max(looks - 3, 0)] ?? reports.at(-1) ?? [];
      return { ...REPORT, status: { ...REPORT.status, state: system[0]?.ready === 0 ? 'starting' : 'ready', system } };
    },
  );
  const stderr = new PassThrough();
  const output = new Output({ stdout: new PassThrough(), stderr, color: false });
  const { signal } = new AbortController();
  const waiting = { began: performance.now(), timeoutMs: 10_000, signal, added: added.promise };
  const { outcome, readyAfterMs } = await waitUntilReady(platform, output, waiting);
  expect(outcome).toBe('ready');
  expect([...readyAfterMs.keys()]).toEqual(['web', 'watch']);
  expect(String(stderr.read()).match(/✓ \w+/g)).toEqual(['✓ web', '✓ watch']);
});

test('what cannot be added ends the waiting', async () => {
  const output = new Output({ stdout: new PassThrough(), stderr: new PassThrough(), color: false });
  const { signal } = new AbortController();
  const added = Promise.reject(new Error('refused'));
  const waiting = { began: performance.now(), timeoutMs: 10_000, signal, added };
  await expect(
    waitUntilReady(
      platformAt(() => RUNNING),
      output,
      waiting,
    ),
  ).rejects.toThrow('refused');
});
