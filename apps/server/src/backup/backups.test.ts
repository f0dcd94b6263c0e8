import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { systemClock } from '@nines/system-clock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Backups } from './backups.ts';

const SIGNAL = new AbortController().signal;
/** More than anybody's buffers hold. */
const CHUNKS = 400;

describe('a backup', () => {
  let directory: string;
  let patienceMs: number;
  let ends: string[];
  let backups: Backups;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'nines-backups-'));
    patienceMs = 60_000;
    ends = [];
    backups = new Backups({
      store: () => ({
        backUp: async ({ write }) => {
          try {
            for (let each = 0; each < CHUNKS; each += 1) await write(randomBytes(16_384).toString('base64'));
            ends.push('whole');
          } catch (error) {
            ends.push(String(error));
            throw error;
          }
          return {};
        },
        restore: async () => Promise.reject(new Error('not asked for')),
      }),
      silences: { list: async () => [], create: async () => Promise.reject(new Error('not asked for')) },
      catalog: () => undefined,
      directory,
      newId: () => 'id',
      onRestored: () => undefined,
      clock: { ...systemClock, timeoutSignal: () => AbortSignal.timeout(patienceMs) },
      log: () => undefined,
    });
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  it('that nobody reads is broken off, and another one can be taken', async () => {
    patienceMs = 50;
    const { file } = await backups.take(SIGNAL);
    await expect(backups.take(SIGNAL)).rejects.toMatchObject({ code: 'API_CONFLICT' });
    const [reason] = (await once(file, 'error')) as [Error];
    expect(reason.message).toBe('nobody reads it, or the server ends');
    expect(ends).toEqual(['Error: nobody reads it, or the server ends']);
    patienceMs = 60_000;
    const { file: next } = await backups.take(SIGNAL);
    expect((await buffer(next)).length).toBeGreaterThan(CHUNKS * 10_000);
    expect(ends.at(-1)).toBe('whole');
  });

  it('leaves nobody listening, however often it waits for its reader', async () => {
    const { file } = await backups.take(SIGNAL);
    await buffer(file);
    expect(file.listenerCount('close') + file.listenerCount('error') + file.listenerCount('drain')).toBeLessThan(10);
  });

  it('that its reader leaves is broken off', async () => {
    const { file } = await backups.take(SIGNAL);
    file.destroy();
    await expect.poll(() => ends.at(-1)).toMatch(/nobody reads/);
    await expect.poll(async () => backups.take(SIGNAL)).toMatchObject({ hasSilences: true });
  });

  it('that is too large for the disk says so', async () => {
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const file = new Readable({
      read() {
        this.destroy(full);
      },
    });
    await expect(backups.restore(file, { isForced: false, by: 'ana' }, SIGNAL)).rejects.toMatchObject({
      code: 'BACKUP_NO_ROOM',
      message: expect.stringContaining(`The disk of ${directory} is full`) as string,
    });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('that a killed server received is removed at the next start, and nothing else', () => {
    for (const name of ['restore-1234.gz', 'restore.txt', 'backup.gz']) writeFileSync(join(directory, name), '');
    Backups.removeLeftovers(directory);
    expect(readdirSync(directory).toSorted()).toEqual(['backup.gz', 'restore.txt']);
  });
});
