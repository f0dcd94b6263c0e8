import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NinesEvent } from '@nines/kernel';
import { EventSpool, recordedEvents } from './event-spool.ts';
import type { EventSpoolOptions } from './event-spool.ts';
import { segmentFile } from './spool-reader.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nines-spool-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function open(options: Partial<EventSpoolOptions> = {}): EventSpool {
  return new EventSpool({
    directory,
    clock: { now: () => 0 },
    bootId: 'boot-a',
    source: 'supervisor',
    onTrouble: () => undefined,
    ...options,
  });
}

function append(spool: EventSpool, count: number): void {
  for (let index = 0; index < count; index += 1) spool.append({ type: 'x.happened', subject: 'x', data: { index } });
}

async function take(source: AsyncIterable<NinesEvent>, count: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of source) {
    ids.push(id);
    if (ids.length === count) break;
  }
  return ids;
}

it('numbers on after a restart, also on another boot', () => {
  const first = open();
  append(first, 2);
  first.close();
  const second = open({ bootId: 'boot-b' });
  append(second, 1);
  expect([...recordedEvents(directory)].map(({ id }) => id)).toEqual(['boot-a:1', 'boot-a:2', 'boot-b:3']);
});

it('follows from a cursor, first what is there, then what comes', async () => {
  const spool = open();
  append(spool, 3);
  const stop = new AbortController();
  const taken = take(spool.follow('boot-a:2', stop.signal), 3);
  await Promise.resolve();
  append(spool, 2);
  expect(await taken).toEqual(['boot-a:3', 'boot-a:4', 'boot-a:5']);
});

it('ends following when the caller goes away', async () => {
  const stop = new AbortController();
  const taken = take(open().follow(undefined, stop.signal), 1);
  stop.abort();
  expect(await taken).toEqual([]);
});

it('tells everything to a cursor from before the directory was wiped', async () => {
  const spool = open();
  append(spool, 2);
  expect(await take(spool.follow('boot-z:900', AbortSignal.timeout(5_000)), 2)).toEqual(['boot-a:1', 'boot-a:2']);
});

it('passes over a line that a crash cut off', () => {
  const first = open();
  append(first, 1);
  first.close();
  appendFileSync(segmentFile(directory, 1), '{"id":"boot-a:2","type":"half');
  const second = open();
  append(second, 1);
  expect([...recordedEvents(directory)].map(({ id }) => id)).toEqual(['boot-a:1', 'boot-a:2']);
});

it('stays within its bounds', () => {
  const spool = open({ segmentBytes: 500, segments: 3 });
  append(spool, 100);
  expect(readdirSync(directory)).toHaveLength(3);
  expect([...recordedEvents(directory)].at(-1)?.id).toBe('boot-a:100');
});

it('keeps what cannot be written, counts what it had to drop, and never throws', () => {
  const troubles: string[] = [];
  const spool = open({ backlog: 2, onTrouble: (message) => troubles.push(message) });
  rmSync(directory, { recursive: true });
  append(spool, 5);
  expect(troubles).toEqual(['events cannot be written']);
  mkdirSync(directory);
  append(spool, 1);
  const events = [...recordedEvents(directory)];
  expect(events.map(({ id }) => id)).toEqual(['boot-a:5', 'boot-a:6', 'boot-a:7']);
  expect(events.at(-1)).toMatchObject({ type: 'events.dropped', data: { count: 4 } });
});
