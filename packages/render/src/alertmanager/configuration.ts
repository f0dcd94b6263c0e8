/** alertmanager.yml: who hears of what, what silences what, and when. */
import type { Catalog } from '@nines/catalog';
import type { AlertmanagerConfiguration } from './document.ts';
import { inhibitRules } from './inhibition.ts';
import { timeInterval } from './mute-times.ts';
import { receivers } from './receivers.ts';
import type { SecretResolver, ServerWebhook } from './receivers.ts';
import { routeTree } from './routes.ts';

export interface AlertmanagerOptions {
  readonly server: ServerWebhook;
  readonly secret: SecretResolver;
}

/** The whole configuration. It holds secrets: mode 0600. Pure, but for what `secret` does. */
export function alertmanagerConfiguration(catalog: Catalog, options: AlertmanagerOptions): AlertmanagerConfiguration {
  return {
    route: routeTree(catalog),
    receivers: receivers(catalog.notify, options.server, options.secret),
    inhibit_rules: inhibitRules(catalog),
    time_intervals: catalog.monitoring.mute.map(timeInterval),
  };
}
