import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Clock } from '@nines/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fullDisk } from '../state-directory/full-disk.testing.ts';
import { EventSpool, sequenceOf, type EventSpoolOptions } from './event-spool.ts';

let directory: string;
let now: number;

const clock: Clock = {
  now: () => now,
  monotonicMs: () => 0,
  sleep: () => Promise.resolve(),
  timeoutSignal: (ms) => AbortSignal.timeout(ms),
};

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/nines-events-`);
  now = Date.UTC(2026, 0, 1, 12);
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

const open = (more: Partial<EventSpoolOptions> = {}) =>
  new EventSpool({ directory, source: 'supervisor', clock, bootId: 'boot', ...more });
const draft = (number: number) => ({ type: 'instance.started', subject: `web-${number}`, data: { number } });
const subjects = (spool: EventSpool, cursor?: string) => spool.readSince(cursor).map((event) => event.subject);

test('goes on counting over a restart, a torn line and a clock set back', () => {
  const first = open();
  const one = first.append(draft(1));
  expect(one).toEqual({ id: 'boot:1', source: 'supervisor', time: '2026-01-01T12:00:00.000Z', ...draft(1) });
  first.append(draft(2));
  appendFileSync(`${directory}/00000001.jsonl`, '{"id":"boot:3","ty');
  now -= 3_600_000;
  const second = open();
  expect(second.append(draft(3)).id).toBe('boot:3');
  expect(subjects(second)).toEqual(['web-1', 'web-2', 'web-3']);
  expect(subjects(second, one.id)).toEqual(['web-2', 'web-3']);
});

test('after a restart of the machine ids are beyond all that may have been read', () => {
  open().append(draft(1));
  const event = open({ bootId: 'next' }).append(draft(2));
  expect(event.id).toBe('next:1000001');
  expect(subjects(open({ bootId: 'next' }), 'boot:57')).toEqual(['web-2']);
});

test('stays within its bound', () => {
  const spool = open({ segmentBytes: 1_000, segments: 3 });
  for (let number = 1; number <= 200; number += 1) spool.append(draft(number));
  expect(readdirSync(directory).length).toBeLessThanOrEqual(3);
  expect(subjects(spool).at(-1)).toBe('web-200');
  expect(sequenceOf(open().append(draft(201)).id)).toBe(201);
});

test('a follower gets every event once, from its cursor on', async () => {
  const spool = open();
  const first = spool.append(draft(1));
  spool.append(draft(2));
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const event of spool.follow(first.id, stop.signal)) {
    seen.push(event.subject);
    if (seen.length === 1) {
      spool.append(draft(3));
      spool.append(draft(4));
    }
    if (seen.length === 3) stop.abort();
  }
  expect(seen).toEqual(['web-2', 'web-3', 'web-4']);
});

test('a full disk loses nothing while the memory lasts', async (ctx) => {
  await using disk = await fullDisk(ctx);
  mkdirSync(`${disk.path}/events`);
  const spool = open({ directory: `${disk.path}/events` });
  spool.append(draft(0));
  disk.fill();
  for (let number = 1; number <= 100; number += 1) spool.append(draft(number));
  expect(spool.flush()).toBe(false);
  expect(subjects(spool)).toHaveLength(101);
  disk.free();
  expect(spool.flush()).toBe(true);
  expect(subjects(open({ directory: `${disk.path}/events` }))).toHaveLength(101);
});

test('says how many were lost when the memory did not last', async (ctx) => {
  await using disk = await fullDisk(ctx);
  mkdirSync(`${disk.path}/events`);
  const spool = open({ directory: `${disk.path}/events` });
  disk.fill();
  for (let number = 1; number <= 10_005; number += 1) spool.append(draft(number));
  disk.free();
  spool.flush();
  expect(spool.readSince().at(-1)).toMatchObject({ type: 'events.lost' });
});
