import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@nines/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { followLines, tailLines } from './read-lines.ts';
import { rotateLog } from './rotate-log.ts';

let directory: string;
let file: string;

const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms / 10, undefined, { signal }),
  timeoutSignal: (ms) => AbortSignal.timeout(ms),
};

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/nines-output-`);
  file = `${directory}/log`;
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

test('reads the last lines, also across chunks and of files that are short, empty or absent', () => {
  expect(tailLines(file, 5)).toEqual([]);
  writeFileSync(file, 'a\nb\nc');
  expect(tailLines(file, 2)).toEqual(['b', 'c']);
  expect(tailLines(file, 9)).toEqual(['a', 'b', 'c']);
  const long = Array.from({ length: 1_000 }, (_, index) => `${index}:${'ä'.repeat(300)}`);
  writeFileSync(file, `${long.join('\n')}\n`);
  expect(tailLines(file, 500)).toEqual(long.slice(-500));
});

test('takes what a fresh file does not have from the copy that was just made', async () => {
  writeFileSync(file, 'a\nb\nc\n');
  await rotateLog(file, { maxBytes: 5 });
  expect(tailLines(file, 2)).toEqual(['b', 'c']);
  appendFileSync(file, 'd\n');
  expect(tailLines(file, 2)).toEqual(['c', 'd']);
});

test('reads no more of a line without end than memory can hold', () => {
  writeFileSync(file, Buffer.alloc(20 * 1024 * 1024, 'x'));
  expect(tailLines(file, 1)).toEqual(['x'.repeat(8 * 1024 * 1024)]);
});

test('rotates by copy and truncation, keeps three, and stays within its bound', async () => {
  for (let round = 0; round < 6; round += 1) {
    appendFileSync(file, `${round}`.repeat(150));
    expect(await rotateLog(file, { maxBytes: 100 })).toBe(true);
  }
  expect(statSync(file).size).toBe(0);
  expect([1, 2, 3].map((age) => readFileSync(`${file}.${age}`, 'utf8')[0])).toEqual(['5', '4', '3']);
  expect(existsSync(`${file}.4`)).toBe(false);
  appendFileSync(file, `${'x'.repeat(10_000)}end`);
  await rotateLog(file, { maxBytes: 100 });
  expect(statSync(`${file}.1`).size).toBe(100);
  expect(readFileSync(`${file}.1`, 'utf8')).toMatch(/end$/);
  expect(await rotateLog(file, { maxBytes: 100 })).toBe(false);
});

test('follows across rotation without losing or repeating a line', async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  const following = (async () => {
    for await (const line of followLines([file], clock, stop.signal)) seen.push(line.text);
  })();
  const written: string[] = [];
  for (let index = 0; index < 60; index += 1) {
    appendFileSync(file, `line ${index}\n`);
    written.push(`line ${index}`);
    if (index % 20 === 19) await rotateLog(file, { maxBytes: 100 });
    await sleep(3);
  }
  await expect.poll(() => seen.length).toBe(60);
  stop.abort();
  await following;
  expect(seen).toEqual(written);
});
