/** Ports: each used once, none that needs privileges without a word about it. */
import { reportAt } from '../inspection.ts';
import type { Check, InspectedService, Inspection } from '../inspection.ts';
import type { SourcePath } from '../source/node.ts';

const FIRST_UNPRIVILEGED_PORT = 1_024;

interface PortUse {
  readonly port: number;
  readonly path: SourcePath;
  /** `api.port` */
  readonly what: string;
}

export const checkPorts: Check = (inspection) => {
  const first = new Map<number, PortUse>();
  for (const use of portUses(inspection)) {
    const earlier = first.get(use.port);
    if (earlier === undefined) first.set(use.port, use);
    else {
      const message = `port ${use.port} of ${use.what} is already taken by ${earlier.what}`;
      reportAt(inspection, 'CATALOG_DUPLICATE_PORT', use.path, message, {
        hint: 'choose a port that nothing else uses',
      });
    }
    if (use.port < FIRST_UNPRIVILEGED_PORT && inspection.document.has(use.path)) {
      const hint = `ports below ${FIRST_UNPRIVILEGED_PORT} need root or CAP_NET_BIND_SERVICE`;
      const message = `${use.what} is the privileged port ${use.port}`;
      reportAt(inspection, 'CATALOG_PRIVILEGED_PORT', use.path, message, { severity: 'warning', hint });
    }
  }
};

function portUses(inspection: Inspection): readonly PortUse[] {
  const { http, https } = inspection.platform.ingress;
  const httpsDoor = { port: https, path: ['ingress', 'https'], what: 'ingress.https' };
  return [
    { port: http, path: ['ingress', 'http'], what: 'ingress.http' },
    // A door that nobody asked for is in nobody's way.
    ...(isHttpsOpen(inspection) || inspection.document.has(httpsDoor.path) ? [httpsDoor] : []),
    ...monitoringPorts(inspection),
    ...[...inspection.services.values()].flatMap((subject) => servicePorts(inspection, subject)),
  ].filter(({ path }) => inspection.document.isSound(path));
}

function isHttpsOpen({ catalog }: Inspection): boolean {
  return catalog.services.some(({ ingress }) => ingress?.tls === true);
}

function monitoringPorts({ platform }: Inspection): readonly PortUse[] {
  return Object.entries(platform.monitoring.ports).flatMap(([name, port]) =>
    port === undefined ? [] : [{ port, path: ['monitoring', 'ports', name], what: `monitoring.ports.${name}` }],
  );
}

function servicePorts(inspection: Inspection, { name, path, service }: InspectedService): PortUse[] {
  const { port, listens } = service;
  const uses: PortUse[] = port === undefined ? [] : [{ port, path: [...path, 'port'], what: `${name}.port` }];
  if (listens.kind === 'assigned') return uses;
  const fixed = { port: listens.port, path: [...path, 'listens', 'fixed'], what: `${name}.listens.fixed` };
  if (listens.port !== port) return [...uses, fixed];
  const hint = 'the program has the port in its code; give `port`, the stable address, another number';
  const message = `${name} listens on ${port} itself, so its stable port cannot be ${port} too`;
  reportAt(inspection, 'CATALOG_FIXED_PORT_IS_STABLE', [...path, 'port'], message, { hint });
  return uses;
}
