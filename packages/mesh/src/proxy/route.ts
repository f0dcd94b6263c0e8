import type { EdgeMetrics } from '../metrics/edge-metrics.ts';
import type { Service } from '../upstream/service.ts';

/** Where a request of a listener goes, and where it is counted. */
export interface Route {
  readonly service: Service;
  readonly edge: EdgeMetrics;
}
