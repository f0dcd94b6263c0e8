/** Puts the service together. */
import { createLogger, type ServiceConfig, type ServiceOptions, signDeclaredLoad } from '@nines/service-kit';

import { createBrowsing } from './browsing.ts';
import { sendVisitors } from './visitors.ts';

export interface VisitorsConfig extends ServiceConfig {
  /** The portal, as this service reaches it. */
  readonly PORTAL_URL: string;
  readonly NINES_LOAD_KEY: string;
  readonly VISITORS_PER_SECOND: number;
}

/** Lifetime of one mark, ms: it is made anew for every request. */
const MARK_LIFE_MS = 60_000;

/** The service's definition; `startService` or a test brings it to life. It begins as soon as it runs. */
export function visitorsService(config: VisitorsConfig): ServiceOptions {
  const logger = createLogger({ service: 'visitors', level: config.LOG_LEVEL });
  const leaving = new AbortController();
  let sending: Promise<void> = Promise.resolve();
  const newVisitor = () =>
    createBrowsing({
      url: config.PORTAL_URL,
      mark: () => signDeclaredLoad(config.NINES_LOAD_KEY, 'visitors', Date.now() + MARK_LIFE_MS),
      signal: leaving.signal,
    });
  return {
    name: 'visitors',
    config,
    logger,
    routes: () => undefined,
    prepare: async () => {
      const perSecond = config.VISITORS_PER_SECOND;
      sending = sendVisitors({ perSecond, newVisitor, random: Math.random, logger }, leaving.signal);
    },
    onShutdown: async () => {
      leaving.abort();
      await sending;
    },
  };
}
