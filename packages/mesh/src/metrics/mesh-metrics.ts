/** What a mesh counts, and how long it remembers it. */
import { edgeFamilies } from './edge-families.ts';
import { EdgeMetrics } from './edge-metrics.ts';
import type { MetricFamily } from './exposition.ts';
import { family, single } from './family.ts';

/** Series of what is gone stay for this long, so that the last of them is scraped and rates over them end well. */
const RETENTION_MS = 15 * 60_000;

export class MeshMetrics {
  connectionsOpen = 0;
  connectionsTotal = 0;
  snapshotVersion = 0;
  readonly #edges = new Map<string, EdgeMetrics>();
  readonly #refused = new Map<string, number>();

  edge(consumer: string, service: string): EdgeMetrics {
    const key = `${consumer} ${service}`;
    let edge = this.#edges.get(key);
    if (edge === undefined) {
      edge = new EdgeMetrics(consumer, service);
      this.#edges.set(key, edge);
    }
    return edge;
  }

  /** A request or connection that was turned away before it belonged to a service. */
  countRefused(reason: string): void {
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + 1);
  }

  /** @param live the edges that listeners lead to, and the versions that may answer there */
  announce(live: ReadonlyMap<EdgeMetrics, ReadonlySet<string>>, now: number): void {
    for (const edge of this.#edges.values()) edge.announce(live.get(edge), now);
  }

  /** All figures; those of what has been gone for long are dropped. @param now monotonic, ms */
  families(now: number): MetricFamily[] {
    for (const [key, edge] of this.#edges) if (edge.forgetGone(now, RETENTION_MS)) this.#edges.delete(key);
    return [...edgeFamilies([...this.#edges.values()]), ...this.#ownFamilies()];
  }

  #ownFamilies(): MetricFamily[] {
    const refusedSamples = [...this.#refused].map(([reason, value]) => ({ labels: { reason }, value }));
    return [
      family('mesh_refused_total', 'counter', 'Requests and connections turned away, by reason', refusedSamples),
      family('mesh_connections_open', 'gauge', 'Client connections open', single(this.connectionsOpen)),
      family('mesh_connections_total', 'counter', 'Client connections accepted', single(this.connectionsTotal)),
      family('mesh_snapshot_version', 'gauge', 'Version of the snapshot in effect', single(this.snapshotVersion)),
    ];
  }
}
