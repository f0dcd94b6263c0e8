/** Puts the service together. */
import type { ServiceConfig, ServiceOptions, ServicePlugin } from '@nines/service-kit';
import { createTokenVerifier, requireCaller } from '@nines/service-kit/tokens';

import { createServiceClient } from './backends/service-client.ts';
import { createPeople } from './backends/people.ts';
import { addAccountRoutes } from './routes/accounts.ts';
import { addCvRoutes } from './routes/cvs.ts';
import { addProfileRoutes } from './routes/profiles.ts';
import { addRankingRoutes } from './routes/rankings.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { addWelcomeRoute } from './routes/welcome.ts';

export interface ApiConfig extends ServiceConfig {
  readonly AUTH_URL: string;
  readonly IMAGES_URL: string;
  readonly RESUMES_URL: string;
  readonly TOKEN_KEY: string;
}

/** The service's definition; `startService` or a test brings it to life. It is ready whether or not a backend is. */
export function apiService(config: ApiConfig): ServiceOptions {
  const key = config.TOKEN_KEY;
  const auth = createServiceClient({ name: 'auth', url: config.AUTH_URL, key });
  const images = createServiceClient({ name: 'images', url: config.IMAGES_URL, key });
  const resumes = createServiceClient({ name: 'resumes', url: config.RESUMES_URL, key });
  const people = createPeople({ auth, images });
  const verify = createTokenVerifier({ key, issuer: 'talent-auth', audience: 'talent-api' });
  const forUsers: ServicePlugin = async (app) => {
    requireCaller(app, verify);
    addProfileRoutes(app, { auth, images, people });
    addCvRoutes(app, { resumes });
    addRankingRoutes(app, { resumes, people });
    await app.register(uploadRoutes({ images, resumes }));
  };
  return {
    name: 'api',
    config,
    routes: async (app) => {
      addWelcomeRoute(app);
      addAccountRoutes(app, { auth });
      await app.register(forUsers);
    },
    onShutdown: async () => {
      await Promise.all([auth.close(), images.close(), resumes.close()]);
    },
  };
}
