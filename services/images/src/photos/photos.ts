/** Which photo a user has: the row says so, the storage holds its bytes. */
import { createHash } from 'node:crypto';

import { Problem } from '@nines/service-kit';
import { sql } from 'kysely';

import type { ImagesDatabase, PhotoRow } from '../database/tables.ts';
import type { Photo, UserPhoto } from '../model.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import type { PhotoRenderer } from './render-photo.ts';

export interface PhotosOptions {
  readonly tables: ImagesDatabase;
  readonly storage: ObjectStorage;
  readonly render: PhotoRenderer;
}

export class Photos {
  readonly #options: PhotosOptions;

  constructor(options: PhotosOptions) {
    this.#options = options;
  }

  /** Replaces the user's photo. @throws Problem as `PhotoRenderer` does, 503 `STORAGE_UNAVAILABLE` */
  async replace(userId: string, upload: Buffer): Promise<Photo> {
    const { tables, storage, render } = this.#options;
    const { photo, thumbnail } = await render(upload);
    const row = {
      user_id: userId,
      name: objectNameOf(userId, photo.content, 'webp'),
      thumbnail: objectNameOf(userId, thumbnail.content, 'webp'),
      width: photo.width,
      height: photo.height,
    };
    // One change of a user's photo at a time, or one request would delete what another one has just stored.
    await tables.transaction().execute(async (transaction) => {
      const old = await lockPhoto(transaction, userId);
      await storing(async () => {
        await storage.put(row.name, photo.content);
        await storage.put(row.thumbnail, thumbnail.content);
      });
      await transaction
        .insertInto('photos')
        .values(row)
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
        .execute();
      await storing(() => this.#deleteObjects(old, [row.name, row.thumbnail]));
    });
    return photoOf(row);
  }

  /** @throws Problem 404 `PHOTO_NOT_FOUND` */
  async of(userId: string): Promise<Photo> {
    const { tables } = this.#options;
    const row = await tables.selectFrom('photos').selectAll().where('user_id', '=', userId).executeTakeFirst();
    if (row === undefined) throw new Problem(404, 'PHOTO_NOT_FOUND', { detail: 'The user has no photo' });
    return photoOf(row);
  }

  /** The photos of those users who have one, in no particular order. */
  async lookup(userIds: readonly string[]): Promise<readonly UserPhoto[]> {
    if (userIds.length === 0) return [];
    const { tables } = this.#options;
    const rows = await tables.selectFrom('photos').selectAll().where('user_id', 'in', userIds).execute();
    return rows.map((row) => ({ userId: row.user_id, ...photoOf(row) }));
  }

  /** Also fine where there is none. */
  async remove(userId: string): Promise<void> {
    await this.#options.tables.transaction().execute(async (transaction) => {
      const old = await lockPhoto(transaction, userId);
      await transaction.deleteFrom('photos').where('user_id', '=', userId).execute();
      await storing(() => this.#deleteObjects(old, []));
    });
  }

  async #deleteObjects(row: PhotoRow | undefined, kept: readonly string[]): Promise<void> {
    if (row === undefined) return;
    const names = [row.name, row.thumbnail].filter((name) => !kept.includes(name));
    for (const name of names) await this.#options.storage.delete(name);
  }
}

/**
 * A name that says all there is to say about the content: same name, same bytes, for ever. The owner is part of it, so
 * that two users' objects are never the same one.
 */
export function objectNameOf(userId: string, content: Uint8Array, extension: 'webp' | 'png'): string {
  return `${createHash('sha256').update(userId).update(content).digest('hex')}.${extension}`;
}

function photoOf(row: PhotoRow): Photo {
  const { name, thumbnail, width, height } = row;
  return { name, url: `/uploads/${name}`, thumbnailUrl: `/uploads/${thumbnail}`, width, height };
}

/** The user's row, if any; whoever asks for the same user waits until the transaction ends. */
async function lockPhoto(transaction: ImagesDatabase, userId: string): Promise<PhotoRow | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${userId}, 0))`.execute(transaction);
  return transaction.selectFrom('photos').selectAll().where('user_id', '=', userId).executeTakeFirst();
}

async function storing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const detail = 'The photo storage does not take the photo';
    throw new Problem(503, 'STORAGE_UNAVAILABLE', { detail, service: 'images', cause });
  }
}
