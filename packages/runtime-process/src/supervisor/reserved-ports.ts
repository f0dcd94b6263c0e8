/** Ports that a catalog names: never to be given to an instance or an edge. Pure. */
import type { Catalog } from '@nines/catalog';

export function reservedPorts({ ingress, monitoring, services }: Catalog): ReadonlySet<number> {
  const named = services.flatMap(({ listens, port }) => [
    ...(port === undefined ? [] : [port]),
    ...(listens.kind === 'fixed' ? [listens.port] : []),
  ]);
  const ours = Object.values(monitoring.ports);
  return new Set([ingress.httpPort, ingress.httpsPort, ...ours, ...named]);
}
