/** How many instances of each service there are, and how they do. */
import type { ServiceStates } from '../upstream/services.ts';
import type { MetricFamily } from './exposition.ts';
import { family } from './family.ts';

export function endpointFamily(services: readonly ServiceStates[]): MetricFamily {
  const samples = services.flatMap(({ service, ready, ejected, unready }) => [
    { labels: { service, state: 'ready' }, value: ready },
    { labels: { service, state: 'ejected' }, value: ejected },
    { labels: { service, state: 'unready' }, value: unready },
  ]);
  return family('mesh_endpoints', 'gauge', 'Instances by state; ejected ones have failed of late', samples);
}
