/** The reference application without a platform: all its services in this process, over a real PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listenService, type RunningService } from '@nines/service-kit';
import { startTestPostgres } from '@nines/testkit/postgres';
import { apiService } from '@talent/api';
import { authService } from '@talent/auth';
import { imagesService } from '@talent/images';
import { portalService } from '@talent/portal';
import { resumesService } from '@talent/resumes';

/** Names of the services that can be stopped. */
export type TalentService = 'portal' | 'api' | 'auth' | 'images' | 'resumes';

/** A running site. */
export interface RunningTalent {
  /** Where the portal is, under a name that only browsers resolve. */
  readonly url: string;
  /** The portal's port on loopback. */
  readonly port: number;
  stopService(name: TalentService): Promise<void>;
  stop(): Promise<void>;
}

/** Key of declared load in this site. */
export const NINES_LOAD_KEY = 'visitor-key-visitor-key-visitor-key-1';

/** Starts everything; resolves when every service is ready. */
export async function startTalent(): Promise<RunningTalent> {
  const postgres = await startTestPostgres();
  const directory = await mkdtemp(path.join(tmpdir(), 'talent-images-'));
  const base = {
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'silent',
    TOKEN_KEY: 'token-key-token-key-token-key-token-1',
    DATABASE_URL: postgres.url,
    NINES_LOAD_KEY,
  };
  const auth = await listenService(authService(base));
  const images = await listenService(imagesService({ ...base, STORAGE_DIRECTORY: directory }));
  const resumes = await listenService(resumesService(base));
  const backends = { AUTH_URL: addressOf(auth), IMAGES_URL: addressOf(images), RESUMES_URL: addressOf(resumes) };
  const api = await listenService(apiService({ ...base, ...backends }));
  const portal = await listenService(
    portalService({
      ...base,
      API_URL: addressOf(api),
      IMAGES_PUBLIC_URL: `http://images.localhost:${images.port}`,
      SESSION_KEY: 'session-key-session-key-session-key-1',
    }),
  );
  const services: Readonly<Record<TalentService, RunningService>> = { portal, api, auth, images, resumes };
  await Promise.all(Object.values(services).map(({ prepared }) => prepared));
  return {
    url: `http://talent.localhost:${portal.port}`,
    port: portal.port,
    stopService: (name) => services[name].stop(),
    stop: async () => {
      for (const service of Object.values(services)) await service.stop();
      await postgres.remove();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function addressOf({ port }: RunningService): string {
  return `http://127.0.0.1:${port}`;
}
