/** Puts the service together. */
import formbody from '@fastify/formbody';
import { Problem, type ServiceApp, type ServiceConfig, type ServiceOptions } from '@nines/service-kit';

import { createTalentApi } from './api/talent-api.ts';
import { landingPage } from './pages/landing-page.ts';
import { addAccountRoutes } from './routes/account.ts';
import { addCvRoutes } from './routes/cv.ts';
import { addProfileRoutes } from './routes/profile.ts';
import { addRankingRoutes } from './routes/rankings.ts';
import { createSealer } from './session/sealer.ts';
import { addAssets } from './visits/assets.ts';
import { addSecurityHeaders } from './visits/security-headers.ts';
import { acceptUploads } from './visits/uploads.ts';
import { Visits } from './visits/visits.ts';

export interface PortalConfig extends ServiceConfig {
  /** The api, as this service reaches it. */
  readonly API_URL: string;
  /** Images' public host, as browsers reach it. */
  readonly IMAGES_PUBLIC_URL: string;
  readonly SESSION_KEY: string;
}

/** The service's definition; `startService` or a test brings it to life. */
export function portalService(config: PortalConfig): ServiceOptions {
  const api = createTalentApi(config.API_URL);
  const imagesUrl = config.IMAGES_PUBLIC_URL;
  return {
    name: 'portal',
    config,
    routes: async (app) => {
      const assets = await addAssets(app);
      const sealer = createSealer(config.SESSION_KEY, 'talent-session');
      const visits = new Visits({ api, sealer, assets, imagesUrl, nowMs: Date.now });
      await app.register(async (pages: ServiceApp) => {
        addSecurityHeaders(pages, imagesUrl);
        await pages.register(formbody);
        await visits.attachTo(pages);
        await acceptUploads(pages);
        pages.get('/', (request, reply) => visits.show(request, reply, landingPage));
        addAccountRoutes(pages, { api, visits });
        addProfileRoutes(pages, { api, visits });
        addCvRoutes(pages, { api, visits });
        addRankingRoutes(pages, { api, visits });
        pages.get('/*', () => {
          throw new Problem(404, 'NOT_FOUND');
        });
      });
    },
    onShutdown: () => api.close(),
  };
}
