/** Puts the service together. */
import { createLogger, type ServiceConfig, type ServiceOptions } from '@nines/service-kit';
import { createDatabase, migrate } from '@nines/service-kit/database';
import { createTokenVerifier } from '@nines/service-kit/tokens';

import { migrationsOf } from './database/migrations.ts';
import type { ImagesTables } from './database/tables.ts';
import { ObjectCache } from './photos/object-cache.ts';
import { Photos } from './photos/photos.ts';
import { createRenderer } from './photos/render-photo.ts';
import { photoRoutes } from './routes/photos.ts';
import { addUploadRoutes } from './routes/uploads.ts';
import { DirectoryStorage } from './storage/directory-storage.ts';

export interface ImagesConfig extends ServiceConfig {
  readonly DATABASE_URL: string;
  readonly TOKEN_KEY: string;
  /** Shared by all replicas. */
  readonly STORAGE_DIRECTORY: string;
}

/** Photos kept in memory per replica, bytes: a few hundred, far more than a page shows. */
const CACHE_BYTES = 8 * 1024 * 1024;

/** The service's definition; `startService` or a test brings it to life. */
export function imagesService(config: ImagesConfig): ServiceOptions {
  const logger = createLogger({ service: 'images', level: config.LOG_LEVEL });
  const database = createDatabase<ImagesTables>({ url: config.DATABASE_URL, service: 'images', logger });
  const storage = new DirectoryStorage(config.STORAGE_DIRECTORY);
  const photos = new Photos({ tables: database.withSchema('images'), storage, render: createRenderer() });
  const verify = createTokenVerifier({ key: config.TOKEN_KEY, issuer: 'talent-api', audience: 'images' });
  return {
    name: 'images',
    config,
    logger,
    prepare: async () => {
      const done = await migrate(database, 'images', migrationsOf(storage));
      if (done.length > 0) logger.info({ migrations: done }, 'Database migrated');
    },
    routes: async (app) => {
      addUploadRoutes(app, { cache: new ObjectCache(storage, CACHE_BYTES) });
      await app.register(photoRoutes({ photos, verify }));
    },
    onShutdown: () => database.destroy(),
  };
}
