/** `notify`, with its defaults. */
import { canonicalDestination } from '../destination.ts';
import { defaultRoutes, EVERY_SEVERITY } from '../default-routes.ts';
import type { CatalogEnvironment } from '../environment.ts';
import type { Notify, NotifyRoute } from '../model-notify.ts';
import type { NotifyInput } from '../schema/notify-schema.ts';
import { defined } from './defined.ts';
import { impliedSlack, impliedTelegram } from './implied-channels.ts';

type Channels = Omit<Notify, 'routes'>;

/** Channels that no section describes are those that the environment does. */
export function buildNotify(input: NotifyInput, environment: CatalogEnvironment): Notify {
  const { heartbeat, email, pagerduty, webhooks } = input;
  const channels: Channels = defined({
    heartbeat: heartbeat && { url: heartbeat.url, periodMs: heartbeat.every },
    slack: input.slack === undefined ? impliedSlack(environment) : defined(input.slack),
    telegram: input.telegram === undefined ? impliedTelegram(environment) : defined(input.telegram),
    email: email && defined(email),
    pagerduty,
    webhooks: webhooks.map((webhook) => defined(webhook)),
  });
  const routes = input.routes?.map((route) => buildRoute(route, channels)) ?? defaultRoutes(channels);
  return { ...channels, routes };
}

type RouteInput = NonNullable<NotifyInput['routes']>[number];

function buildRoute({ severities, owners, drills, to }: RouteInput, channels: Channels): NotifyRoute {
  const destinations = to.map((destination) => canonicalDestination(destination, channels));
  return {
    severities: severities ?? EVERY_SEVERITY,
    ...(owners !== undefined && { owners }),
    drills,
    to: [...new Set(destinations)],
  };
}
