/** The HTTP side alone, answering from fakes. */
import { NinesError } from '@nines/kernel';
import { localActor } from '../access/actor.ts';
import type { AccessSources } from '../access/routes/access-sources.ts';
import { addRoutes } from '../http/routes/add-routes.ts';
import type { ApiSources } from '../http/routes/sources.ts';
import { Readiness } from '../http/probes.ts';
import { createServerApp } from '../http/server-app.ts';
import type { ServerApp } from '../http/fastify-app.ts';
import type { ServerAppOptions } from '../http/server-app.ts';
import { ServerMetrics } from '../metrics/server-metrics.ts';
import { systemClock } from '@nines/system-clock';

export const TOKEN = 'the-token-of-the-webhook';

/** @param access - who asks; @defaultValue the local administrator, always */
export function createTestApp(
  sources: Partial<ApiSources>,
  access: Partial<ServerAppOptions['access']> = {},
): ServerApp {
  const figures = { eventLogSequence: async () => undefined, spoolLagSeconds: () => 0 };
  return createServerApp({
    log: () => undefined,
    access: {
      identify: async () => localActor('tester'),
      audit: { changed: async () => undefined, refused: async () => undefined },
      accounts: () => ({ answered: async () => undefined, remember: async () => true }),
      clock: systemClock,
      ...access,
    },
    metrics: new ServerMetrics(figures),
    readiness: new Readiness([]),
    routes: (app) => addRoutes(app, withFakes(sources)),
  });
}

/** Sources of which only those given answer. */
export function withFakes(sources: Partial<ApiSources>): ApiSources {
  const away = (): never => {
    throw new NinesError('API_UNAVAILABLE', 'not part of this test');
  };
  return {
    status: away,
    eventLog: away,
    signals: away,
    alerts: away,
    objectives: { list: away, show: away, spending: away },
    credits: { month: away },
    reviews: { review: away, signOff: away },
    incidents: {
      list: away,
      show: away,
      timeline: away,
      alerts: away,
      messages: away,
      postmortem: away,
      actions: away,
      owedPostmortems: away,
      figures: away,
    },
    command: away,
    why: away,
    silences: { list: away, create: away, expire: away },
    intake: { intakeToken: away, takeDocument: away, heartbeatToken: away, beat: away },
    notifyTests: { begin: away, look: away },
    chat: { slack: away, telegram: away },
    backups: { take: away, restore: away },
    notified: away,
    webhookToken: TOKEN,
    access: { accounts: away, eventLog: away, clock: systemClock } as Partial<AccessSources> as AccessSources,
    clock: systemClock,
    closing: new AbortController().signal,
    ...sources,
  };
}
