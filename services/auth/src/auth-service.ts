/** Puts the service together. */
import { createLogger, type ServiceConfig, type ServiceOptions } from '@nines/service-kit';
import { createDatabase, migrate } from '@nines/service-kit/database';
import { createTokenSigner, createTokenVerifier, requireCaller } from '@nines/service-kit/tokens';

import { Accounts } from './accounts/accounts.ts';
import { LoginThrottle } from './accounts/login-throttle.ts';
import { createPasswords } from './accounts/passwords.ts';
import { Sessions } from './accounts/sessions.ts';
import { MIGRATIONS } from './database/migrations.ts';
import type { AuthTables } from './database/tables.ts';
import { addProfileRoutes } from './routes/profiles.ts';
import { addSessionRoutes } from './routes/sessions.ts';
import { addUserRoutes } from './routes/users.ts';

export interface AuthConfig extends ServiceConfig {
  readonly DATABASE_URL: string;
  readonly TOKEN_KEY: string;
}

/** Lifetime of an access token, s: how long a revoked session can still act. */
const ACCESS_TOKEN_SECONDS = 600;

/** The service's definition; `startService` or a test brings it to life. */
export function authService(config: AuthConfig): ServiceOptions {
  const logger = createLogger({ service: 'auth', level: config.LOG_LEVEL });
  const database = createDatabase<AuthTables>({ url: config.DATABASE_URL, service: 'auth', logger });
  const tables = database.withSchema('auth');
  const key = config.TOKEN_KEY;
  const signer = createTokenSigner({
    key,
    issuer: 'talent-auth',
    audience: 'talent-api',
    lifetimeSeconds: ACCESS_TOKEN_SECONDS,
  });
  const now = (): Date => new Date();
  const accounts = new Accounts({ tables, passwords: createPasswords(), throttle: new LoginThrottle(tables, now) });
  const sessions = new Sessions({ tables, signer, now });
  return {
    name: 'auth',
    config,
    logger,
    prepare: async () => {
      const done = await migrate(database, 'auth', MIGRATIONS);
      if (done.length > 0) logger.info({ migrations: done }, 'Database migrated');
    },
    routes: (app) => {
      requireCaller(app, createTokenVerifier({ key, issuer: 'talent-api', audience: 'auth' }));
      addUserRoutes(app, { accounts, sessions });
      addSessionRoutes(app, { accounts, sessions });
      addProfileRoutes(app, { accounts });
    },
    onShutdown: () => database.destroy(),
  };
}
