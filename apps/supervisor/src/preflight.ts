/** What is refused before anything was started: addresses that somebody else holds. */
import { INGRESS } from '@nines/catalog/vocabulary';
import type { Catalog } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import { describeListener, isFree } from '@nines/runtime-process';
import type { Plan } from '@nines/runtime-process';
import { secureHosts } from './mesh-snapshot.ts';

interface Address {
  readonly port: number;
  /** `api`, `ingress`, `monitoring.ports.prometheus` */
  readonly what: string;
}

/**
 * Tries every stable address that the platform does not hold yet.
 *
 * @param current - what is running; undefined where nothing is
 * @param systemPorts - at which workloads of Nines itself are running
 * @throws NinesError `RUNTIME_PORT_TAKEN` naming all that are taken, and by whom where that can be seen
 */
export async function checkPorts(plan: Plan, current: Plan | undefined, systemPorts: readonly number[]): Promise<void> {
  const served = current === undefined ? [] : trafficAddresses(current.catalog).map(({ port }) => port);
  const held = new Set([...served, ...systemPorts]);
  const addresses = [...trafficAddresses(plan.catalog), ...monitoringAddresses(plan.catalog)];
  const wanted = addresses.filter(({ port }) => !held.has(port));
  const tried = await Promise.all(wanted.map(async (address) => ({ ...address, free: await isFree(address.port) })));
  const taken = tried.filter(({ free }) => !free);
  if (taken.length === 0) return;
  throw new NinesError(
    'RUNTIME_PORT_TAKEN',
    `${describe(taken)}; stop what holds it, or change the port in nines.yaml`,
    {
      details: { ports: taken.map(({ port }) => port) },
    },
  );
}

/** Ports of one holder together: `port 8080 (web), 8081 (api) is taken by process 4711 (node server.js, in /srv)`. */
function describe(taken: readonly Address[]): string {
  const byHolder = Map.groupBy(taken, ({ port }) => describeListener(port) ?? 'another program');
  const parts = [...byHolder].map(([holder, addresses]) => {
    const ports = addresses.map(({ port, what }) => `${port} (${what})`).join(', ');
    return `port ${ports} is taken by ${holder}`;
  });
  return parts.join('; ');
}

function trafficAddresses(catalog: Catalog): readonly Address[] {
  const stable = catalog.services.flatMap(({ name, port }) => (port === undefined ? [] : [{ port, what: name }]));
  const fixed = catalog.services.flatMap(({ name, listens }) =>
    listens.kind === 'fixed' ? [{ port: listens.port, what: `instance of ${name}` }] : [],
  );
  const { httpPort, httpsPort } = catalog.ingress;
  const open = catalog.edges.some(({ from }) => from === INGRESS);
  const http = open ? [{ port: httpPort, what: 'ingress' }] : [];
  const https = secureHosts(catalog).length > 0 ? [{ port: httpsPort, what: 'ingress, HTTPS' }] : [];
  return [...stable, ...fixed, ...http, ...https];
}

function monitoringAddresses({ monitoring }: Catalog): readonly Address[] {
  if (!monitoring.enabled) return [];
  return Object.entries(monitoring.ports).map(([name, port]) => ({ port, what: `monitoring.ports.${name}` }));
}
