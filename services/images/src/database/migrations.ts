/** The schema `images`, step by step. A step that was released is never changed. */
import type { Migrations } from '@nines/service-kit/database';
import type { Kysely } from 'kysely';

import { avatarOf, DEMO_AVATARS } from '../demo/avatars.ts';
import { objectNameOf } from '../photos/photos.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import type { ImagesTables } from './tables.ts';

const PHOTO_PIXELS = 256;
const THUMBNAIL_PIXELS = 96;

/** The steps; the demo photos' bytes go to `storage`. */
export function migrationsOf(storage: ObjectStorage): Migrations {
  return {
    '0001-photos': { up: createPhotos },
    '0002-demo-photos': { up: (database: Kysely<ImagesTables>) => insertDemoPhotos(database, storage) },
  };
}

async function createPhotos(database: Kysely<ImagesTables>): Promise<void> {
  await database.schema
    .withSchema('images')
    .createTable('photos')
    .addColumn('user_id', 'uuid', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('thumbnail', 'text', (column) => column.notNull())
    .addColumn('width', 'integer', (column) => column.notNull())
    .addColumn('height', 'integer', (column) => column.notNull())
    .execute();
}

async function insertDemoPhotos(database: Kysely<ImagesTables>, storage: ObjectStorage): Promise<void> {
  const put = async (userId: string, hue: number, pixels: number): Promise<string> => {
    const content = avatarOf(hue, pixels);
    const name = objectNameOf(userId, content, 'png');
    await storage.put(name, content);
    return name;
  };
  for (const { userId, hue } of DEMO_AVATARS) {
    const name = await put(userId, hue, PHOTO_PIXELS);
    const thumbnail = await put(userId, hue, THUMBNAIL_PIXELS);
    const row = { user_id: userId, name, thumbnail, width: PHOTO_PIXELS, height: PHOTO_PIXELS };
    await database.withSchema('images').insertInto('photos').values(row).execute();
  }
}
