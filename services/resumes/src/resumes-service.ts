/** Puts the service together. */
import { createLogger, type ServiceConfig, type ServiceOptions } from '@nines/service-kit';
import { createDatabase, migrate } from '@nines/service-kit/database';
import { createTokenVerifier, requireCaller } from '@nines/service-kit/tokens';

import { Cvs } from './cvs/cvs.ts';
import { MIGRATIONS } from './database/migrations.ts';
import type { ResumesTables } from './database/tables.ts';
import { createExtractor } from './extraction/extractor.ts';
import { Rankings } from './rankings/rankings.ts';
import { addCvRoutes } from './routes/cvs.ts';
import { addRankingRoutes } from './routes/rankings.ts';

export interface ResumesConfig extends ServiceConfig {
  readonly DATABASE_URL: string;
  readonly TOKEN_KEY: string;
}

/** The service's definition; `startService` or a test brings it to life. */
export function resumesService(config: ResumesConfig): ServiceOptions {
  const logger = createLogger({ service: 'resumes', level: config.LOG_LEVEL });
  const database = createDatabase<ResumesTables>({ url: config.DATABASE_URL, service: 'resumes', logger });
  const tables = database.withSchema('resumes');
  const now = (): Date => new Date();
  const cvs = new Cvs({ tables, extract: createExtractor(), now });
  const rankings = new Rankings({ tables, now });
  return {
    name: 'resumes',
    config,
    logger,
    prepare: async () => {
      const done = await migrate(database, 'resumes', MIGRATIONS);
      if (done.length > 0) logger.info({ migrations: done }, 'Database migrated');
    },
    routes: (app) => {
      requireCaller(app, createTokenVerifier({ key: config.TOKEN_KEY, issuer: 'talent-api', audience: 'resumes' }));
      addCvRoutes(app, { cvs });
      addRankingRoutes(app, { rankings });
    },
    onShutdown: () => database.destroy(),
  };
}
