/**
 * Backups of the control plane: what the database holds, the catalog, and the silences of Alertmanager. Secrets are not
 * in it: values of declared secrets stay in the state directory and wherever they came from.
 */
import { once } from 'node:events';
import { createReadStream, createWriteStream, readdirSync, rmSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline as flow } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Gzip } from 'node:zlib';
import type { ApiRestored } from '@nines/api';
import { silenceListSchema } from '@nines/api';
import type { Catalog } from '@nines/catalog';
import { hasCode, messageOf, NinesError } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import type { Store } from '@nines/store';
import type { Log } from '../log.ts';
import type { Silences } from '../alerts/silences.ts';
import { isCovered, stillToLast } from './kept-silences.ts';
import type { SilenceToMake } from './kept-silences.ts';

/** A backup that nobody reads any of for so long is broken off, ms. PostgreSQL ends what is idle for longer. */
const READ_WITHIN_MS = 25_000;

/** Where backups wait until they have come whole. */
const SPOOLED = /^restore-.+\.gz$/;

/** No row is nearly as long, characters. */
const LONGEST_LINE = 64 * 1024 * 1024;

export interface BackupsOptions {
  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  readonly store: () => Pick<Store, 'backUp' | 'restore'>;
  readonly silences: Pick<Silences, 'list' | 'create'>;
  /** Undefined before it was read. */
  readonly catalog: () => Pick<Catalog, 'file' | 'name'> | undefined;
  /** Where a backup waits until it has come whole. */
  readonly directory: string;
  readonly newId: () => string;
  /** The state is that of this moment now, ms since the epoch. */
  readonly onRestored: (takenAtMs: number) => void;
  readonly clock: Pick<Clock, 'now' | 'timeoutSignal'>;
  readonly log: Log;
}

export interface TakenBackup {
  /** As it comes into being. It breaks off where something fails: then it has no end, and is refused later. */
  readonly file: Readable;
  /** False where Alertmanager is away. */
  readonly hasSilences: boolean;
}

export class Backups {
  readonly #options: BackupsOptions;
  /** Each holds one of the few connections to the database for as long as its reader takes. */
  #isTaking = false;

  constructor(options: BackupsOptions) {
    this.#options = options;
  }

  /** Removes what a server that was killed while it received a backup left in `directory`. */
  static removeLeftovers(directory: string): void {
    for (const name of readdirSync(directory)) if (SPOOLED.test(name)) rmSync(join(directory, name), { force: true });
  }

  /**
   * As of now.
   *
   * @throws NinesError `API_CONFLICT` while another one is taken
   */
  async take(signal: AbortSignal): Promise<TakenBackup> {
    if (this.#isTaking) throw new NinesError('API_CONFLICT', 'a backup is being taken; ask again when it is done');
    this.#isTaking = true;
    try {
      return await this.#begin(signal);
    } catch (error) {
      this.#isTaking = false;
      throw error;
    }
  }

  async #begin(signal: AbortSignal): Promise<TakenBackup> {
    const { catalog, clock, log, silences, store } = this.#options;
    const kept = store();
    const about = {
      platform: catalog()?.name ?? null,
      catalog: await textOf(catalog()?.file),
      silences: await silences.list(signal).catch((error: unknown) => {
        log('warn', 'A backup has no silences', { reason: messageOf(error) });
        return null;
      }),
    };
    const file = createGzip();
    const write = async (text: string): Promise<void> => {
      signal.throwIfAborted();
      if (file.destroyed) throw new Error('nobody reads the backup any more');
      if (!file.write(text)) await drained(file, AbortSignal.any([signal, clock.timeoutSignal(READ_WITHIN_MS)]));
    };
    const written = kept.backUp({ about, write }).then(
      () => file.end(),
      (error: unknown) => {
        log('warn', 'A backup was broken off', { reason: String(error) });
        file.destroy(error instanceof Error ? error : new Error(String(error)));
      },
    );
    void written.finally(() => {
      this.#isTaking = false;
    });
    return { file, hasSilences: about.silences !== null };
  }

  /** @throws NinesError `BACKUP_DAMAGED`, `BACKUP_NEWER`, `BACKUP_OLDER_THAN_STATE`, `BACKUP_UNFIT`, `BACKUP_NO_ROOM` */
  async restore(
    file: Readable,
    asked: { readonly isForced: boolean; readonly by: string },
    signal: AbortSignal,
  ): Promise<ApiRestored> {
    const { catalog, clock, newId, store } = this.#options;
    const event = {
      ...{ id: `state.restored:${newId()}`, type: 'state.restored', source: 'server' },
      ...{ subject: catalog()?.name ?? 'platform', time: new Date(clock.now()).toISOString() },
      data: { by: asked.by, isForced: asked.isForced },
    };
    const { header, rows } = await this.#spooled(file, signal, async (whole) =>
      store().restore(linesOf(whole), asked, event),
    );
    this.#options.onRestored(Date.parse(header.takenAt));
    const { catalog: text, platform, silences } = header.about;
    return {
      takenAt: header.takenAt,
      platform: typeof platform === 'string' ? platform : null,
      rows: { ...rows },
      ...(await this.#silence(silences, signal)),
      catalog: typeof text === 'string' ? text : null,
    };
  }

  /** Has all of `file` before `use` begins, so that nobody waits for whoever sends it. */
  async #spooled<T>(file: Readable, signal: AbortSignal, use: (whole: Readable) => Promise<T>): Promise<T> {
    const path = join(this.#options.directory, `restore-${this.#options.newId()}.gz`);
    try {
      await flow(file, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal }).catch((cause: unknown) => {
        throw hasCode(cause, 'ECONNRESET') ? damaged('it broke off', cause) : (diskFull(cause, path) ?? cause);
      });
      return await use(createReadStream(path));
    } finally {
      await rm(path, { force: true });
    }
  }

  /** Makes those anew that would still last, and are not there. The state is restored already: this does not fail. */
  async #silence(kept: unknown, signal: AbortSignal): Promise<Pick<ApiRestored, 'silences' | 'silencesMissing'>> {
    const { clock, log, silences } = this.#options;
    const listed = silenceListSchema.shape.data.safeParse(kept);
    if (!listed.success) return { silences: null, silencesMissing: null };
    let missing = stillToLast(listed.data, clock.now());
    let made = 0;
    try {
      const present = missing.length === 0 ? [] : await silences.list(signal);
      missing = missing.filter((wanted) => !isCovered(wanted, present));
      for (const wanted of missing) if (await this.#isMade(wanted, signal)) made += 1;
    } catch (error) {
      log('warn', 'Silences of a backup were not put back', { reason: messageOf(error) });
    }
    const silencesMissing = missing.length - made;
    return { silences: silencesMissing === 0 ? made : null, silencesMissing };
  }

  /** False where Alertmanager does not take that one. */
  async #isMade(wanted: SilenceToMake, signal: AbortSignal): Promise<boolean> {
    const { log, silences } = this.#options;
    try {
      await silences.create(wanted, signal);
      return true;
    } catch (error) {
      if (!hasCode(error, 'API_BAD_REQUEST')) throw error;
      log('warn', 'A silence of a backup was not put back', { reason: messageOf(error) });
      return false;
    }
  }
}

/** As it is on disk now; null where it cannot be read. */
async function textOf(file: string | undefined): Promise<string | null> {
  return file === undefined ? null : readFile(file, 'utf8').catch(() => null);
}

async function* linesOf(file: Readable): AsyncGenerator<string> {
  const plain = pipeline(file, createGunzip(), () => undefined).setEncoding('utf8'); // the reader sees what went wrong
  let line = '';
  try {
    for await (const text of plain as AsyncIterable<string>) {
      const [first = '', ...others] = text.split('\n');
      line += first;
      if (line.length > LONGEST_LINE) throw damaged('a line is too long');
      for (const next of others) {
        yield line;
        line = next;
      }
    }
  } catch (cause) {
    throw hasCode(cause, 'BACKUP_DAMAGED') ? cause : damaged('it cannot be unpacked', cause);
  }
  if (line !== '') yield line;
}

/** Rejects where `signal` aborts first, or nobody reads the file any more. */
async function drained(file: Gzip, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const until = { signal: AbortSignal.any([signal, done.signal]) };
  try {
    await Promise.race([once(file, 'drain', until), once(file, 'close', until)]);
  } catch (error) {
    throw signal.aborted ? new Error('nobody reads it, or the server ends', { cause: error }) : error;
  } finally {
    done.abort();
  }
}

function diskFull(cause: unknown, path: string): NinesError | undefined {
  if (!hasCode(cause, 'ENOSPC') && !hasCode(cause, 'EDQUOT')) return undefined;
  const message = `The disk of ${dirname(path)} is full: the backup has no room there. Nothing was changed`;
  return new NinesError('BACKUP_NO_ROOM', message, { cause });
}

function damaged(what: string, cause?: unknown): NinesError {
  return new NinesError('BACKUP_DAMAGED', `The backup is damaged: ${what}. Nothing was changed`, { cause });
}
