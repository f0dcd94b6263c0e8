/**
 * Backups of the control plane: what the database holds, the catalog, and the silences of Alertmanager. Secrets are not
 * in it: values of declared secrets stay in the state directory and wherever they came from.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import type { ApiRestored, Silence } from '@nines/api';
import { silenceListSchema } from '@nines/api';
import type { Catalog } from '@nines/catalog';
import { hasCode, NinesError } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import type { Store } from '@nines/store';
import type { Log } from '../log.ts';
import type { Silences } from '../alerts/silences.ts';

export interface BackupsOptions {
  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  readonly store: () => Pick<Store, 'backUp' | 'restore'>;
  readonly silences: Pick<Silences, 'list' | 'create'>;
  /** Undefined before it was read. */
  readonly catalog: () => Pick<Catalog, 'file' | 'name'> | undefined;
  readonly newId: () => string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

export class Backups {
  readonly #options: BackupsOptions;

  constructor(options: BackupsOptions) {
    this.#options = options;
  }

  /** A file as it comes into being. It breaks off where something fails: then it has no end, and is refused later. */
  async take(signal: AbortSignal): Promise<Readable> {
    const { catalog, log, silences, store } = this.#options;
    const kept = store();
    const about = {
      platform: catalog()?.name ?? null,
      catalog: await textOf(catalog()?.file),
      silences: await silences.list(signal).catch(() => null),
    };
    const file = createGzip();
    const write = async (text: string): Promise<void> => {
      signal.throwIfAborted();
      if (file.destroyed) throw new Error('nobody reads the backup any more');
      if (!file.write(text)) await Promise.race([once(file, 'drain'), once(file, 'close')]);
    };
    kept.backUp({ about, write }).then(
      () => file.end(),
      (error: unknown) => {
        log('warn', 'A backup was broken off', { reason: String(error) });
        file.destroy(error instanceof Error ? error : new Error(String(error)));
      },
    );
    return file;
  }

  /** @throws NinesError `BACKUP_DAMAGED`, `BACKUP_NEWER`, `BACKUP_OLDER_THAN_STATE`, `BACKUP_UNFIT` */
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
    const { header, rows } = await store().restore(linesOf(file), asked, event);
    const { catalog: text, platform, silences } = header.about;
    return {
      takenAt: header.takenAt,
      platform: typeof platform === 'string' ? platform : null,
      rows: { ...rows },
      silences: await this.#silence(silences, signal),
      catalog: typeof text === 'string' ? text : null,
    };
  }

  /** Those that would still last, and are not there; null where Alertmanager, or the backup, does not know them. */
  async #silence(kept: unknown, signal: AbortSignal): Promise<number | null> {
    const { clock, silences } = this.#options;
    const listed = silenceListSchema.shape.data.safeParse(kept);
    if (!listed.success) return null;
    const present = await silences.list(signal).catch(() => undefined);
    if (present === undefined) return null;
    const there = new Set(present.map(meaningOf));
    const missing = listed.data.filter((silence) => !there.has(meaningOf(silence)));
    let created = 0;
    for (const { by, comment, endsAt, matchers } of missing) {
      const durationSeconds = Math.round((Date.parse(endsAt) - clock.now()) / 1_000);
      if (durationSeconds <= 0) continue;
      await silences.create({ by, comment, durationSeconds, matchers: [...matchers] }, signal);
      created += 1;
    }
    return created;
  }
}

/** As it is on disk now; null where it cannot be read. */
async function textOf(file: string | undefined): Promise<string | null> {
  return file === undefined ? null : readFile(file, 'utf8').catch(() => null);
}

function meaningOf({ comment, matchers }: Silence): string {
  return JSON.stringify([
    comment,
    matchers.map(({ isEqual, isRegex, name, value }) => [name, value, isRegex, isEqual]),
  ]);
}

async function* linesOf(file: Readable): AsyncGenerator<string> {
  const plain = pipeline(file, createGunzip(), () => undefined); // the reader sees what went wrong
  try {
    for await (const line of createInterface({ input: plain, crlfDelay: Infinity })) yield line;
  } catch (cause) {
    throw damaged(cause);
  }
  if (plain.errored !== null) throw damaged(plain.errored);
}

function damaged(cause: unknown): unknown {
  if (!hasCode(cause, 'Z_DATA_ERROR') && !hasCode(cause, 'Z_BUF_ERROR') && !(cause instanceof Error)) return cause;
  return new NinesError('BACKUP_DAMAGED', 'The backup is damaged: it cannot be unpacked. Nothing was changed', {
    cause,
  });
}
