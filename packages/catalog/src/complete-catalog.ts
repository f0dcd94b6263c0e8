/** Catalogs that an earlier version of Nines has read, as this one would have. */
import { defaultRoutes } from './default-routes.ts';
import type { Incidents } from './model-incidents.ts';
import type { Notify } from './model-notify.ts';
import type { Catalog } from './model.ts';

const DEFAULT_INCIDENTS: Incidents = { reopenWithinMs: 600_000, intakes: [], heartbeats: [] };

/** With the sections that were added to catalogs since, by their defaults. */
export function completeCatalog(catalog: Catalog): Catalog {
  const earlier: Omit<Catalog, 'incidents' | 'notify'> & { incidents?: Incidents; notify: Partial<Notify> } = catalog;
  const channels = { ...earlier.notify, webhooks: earlier.notify.webhooks ?? [] };
  return {
    ...earlier,
    notify: { ...channels, routes: earlier.notify.routes ?? defaultRoutes(channels) },
    incidents: earlier.incidents ?? DEFAULT_INCIDENTS,
  };
}
