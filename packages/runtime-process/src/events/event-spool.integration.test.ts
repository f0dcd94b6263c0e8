import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Clock } from '@nines/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fullDisk } from '@nines/testkit/full-disk';
import { beginningOf, isOfSpool, sequenceOf } from './event-id.ts';
import { EventSpool, type EventSpoolOptions } from './event-spool.ts';
import { readSpoolId } from './spool-id.ts';

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
  const spoolId = readSpoolId(directory);
  expect(one).toEqual({ id: `${spoolId}:boot:1`, source: 'supervisor', time: '2026-01-01T12:00:00.000Z', ...draft(1) });
  first.append(draft(2));
  appendFileSync(`${directory}/00000001.jsonl`, '{"id":"spool:boot:3","ty');
  now -= 3_600_000;
  const second = open();
  expect(second.append(draft(3)).id).toBe(`${spoolId}:boot:3`);
  expect(subjects(second)).toEqual(['web-1', 'web-2', 'web-3']);
  expect(subjects(second, one.id)).toEqual(['web-2', 'web-3']);
});

test('after a restart of the machine ids are beyond all that may have been read', () => {
  open().append(draft(1));
  const event = open({ bootId: 'next' }).append(draft(2));
  const spoolId = readSpoolId(directory);
  expect(event.id).toBe(`${spoolId}:next:1000001`);
  expect(subjects(open({ bootId: 'next' }), `${spoolId}:boot:57`)).toEqual(['web-2']);
});

test('stays within its bound', () => {
  const spool = open({ segmentBytes: 1_000, segments: 3 });
  for (let number = 1; number <= 200; number += 1) spool.append(draft(number));
  expect(readdirSync(directory).filter((name) => name.endsWith('.jsonl')).length).toBeLessThanOrEqual(3);
  expect(subjects(spool).at(-1)).toBe('web-200');
  expect(sequenceOf(open().append(draft(201)).id)).toBe(201);
});

test('events of two spools of one start of the machine are never taken for each other', () => {
  const one = open().append(draft(1));
  rmSync(directory, { recursive: true });
  mkdirSync(directory);
  const other = open().append(draft(1));
  expect(other.id).not.toBe(one.id);
});

test('a spool that lost all its events does not number others like them', () => {
  const one = open().append(draft(1));
  rmSync(`${directory}/00000001.jsonl`);
  expect(open().append(draft(1)).id).not.toBe(one.id);
});

test('goes on where an older version stopped, whose ids knew no spool', () => {
  const old = (sequence: number) => ({ ...draft(sequence), id: `boot:${sequence}`, source: 'supervisor', time: 'x' });
  writeFileSync(`${directory}/00000007.jsonl`, `${JSON.stringify(old(56))}\n${JSON.stringify(old(57))}\n`);
  const spool = open();
  const event = spool.append(draft(58));
  expect(event.id).toBe(`${readSpoolId(directory)}:boot:58`);
  expect(open().append(draft(59)).id).toBe(`${readSpoolId(directory)}:boot:59`);
  expect(subjects(spool, 'boot:56')).toEqual(['web-57', 'web-58', 'web-59']);
  expect(subjects(spool, event.id)).toEqual(['web-59']);
  expect(subjects(spool, beginningOf(readSpoolId(directory) ?? ''))).toHaveLength(4);
});

test('says how many events are gone that nobody read', () => {
  const spool = open({ segmentBytes: 1_000, segments: 3 });
  const first = spool.append(draft(1));
  for (let number = 2; number <= 200; number += 1) spool.append(draft(number));
  const [loss, oldest, ...others] = spool.readSince(first.id);
  const count = sequenceOf(oldest?.id ?? '') - 2;
  expect(loss).toMatchObject({
    type: 'events.lost',
    data: { reason: 'the spool kept no more', count, after: first.id, before: oldest?.id },
  });
  expect(count).toBeGreaterThan(100);
  expect(others.at(-1)?.subject).toBe('web-200');
  expect(spool.readSince(first.id)[0]?.id, 'told twice, it is the same').toBe(loss?.id);
  expect(subjects(spool, loss?.id), 'and it is a place to go on from').toEqual(subjects(spool));
  expect(spool.readSince(beginningOf(readSpoolId(directory) ?? ''))[0]).toMatchObject({ data: { count: count + 1 } });
  expect(subjects(spool, oldest?.id)).toEqual(others.map(({ subject }) => subject));
});

test('does not guess how many are gone after the machine was restarted', () => {
  const first = open().append(draft(1));
  const spool = open({ segmentBytes: 1_000, segments: 3, bootId: 'next' });
  for (let number = 2; number <= 200; number += 1) spool.append(draft(number));
  expect(spool.readSince(first.id)[0]).toMatchObject({ type: 'events.lost', data: { count: null } });
});

test('tells who was further than the spool, and who was in another, and begins with the oldest', () => {
  const spool = open();
  spool.append(draft(1));
  cpSync(directory, `${directory}.backup`, { recursive: true });
  const beyond = spool.append(draft(2));
  rmSync(directory, { recursive: true });
  cpSync(`${directory}.backup`, directory, { recursive: true });
  rmSync(`${directory}.backup`, { recursive: true });
  const again = open();
  for (const cursor of [beyond.id, 'other:boot:1', 'boot:1', 'nonsense']) {
    const [loss, ...events] = again.readSince(cursor);
    const data = { reason: 'the spool does not know the place', count: null, after: cursor };
    expect(loss).toMatchObject({ type: 'events.lost', data });
    expect(isOfSpool(loss?.id ?? '', readSpoolId(directory) ?? '')).toBe(true);
    expect(events.map(({ subject }) => subject)).toEqual(['web-1']);
  }
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
