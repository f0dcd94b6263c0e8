/** Where monitoring and what it watches would be found: as it runs, else as is usual. */
import type { Catalog } from '@nines/catalog';
import type { PlatformStatus } from '@nines/kernel';
import { desiredSlots, ownPorts, rememberPorts } from '@nines/render/ports';
import type { DesiredSlot } from '@nines/render';
import {
  NINES_ALERTMANAGER,
  NINES_BLACKBOX_EXPORTER,
  NINES_NODE_EXPORTER,
  NINES_PROMETHEUS,
  NINES_SERVER,
  postgresExporter,
} from '@nines/render/commands';
import type { WorkloadPorts } from '@nines/render/commands';

/** What configurations are made of besides the catalog. */
export interface MonitoringView {
  readonly ports: WorkloadPorts;
  readonly slots: readonly DesiredSlot[];
}

/** Of a running platform: every port as it is. */
export function viewOfRunning(status: PlatformStatus): MonitoringView {
  const found = rememberPorts(new Map(), status);
  return { ports: ownPorts(status, found), slots: desiredSlots(status, found) };
}

/** Of a platform that does not run: instances have no ports yet; programs are where their makers put them. */
export function viewOfCatalog({ services, monitoring: { ports } }: Catalog): MonitoringView {
  const engines = services.filter(({ kind }) => kind === 'engine');
  const slots = services.flatMap(({ name, replicas, listens }) =>
    Array.from({ length: replicas.min }, (_, index) => ({
      service: name,
      slot: `${name}-${index}`,
      port: listens.kind === 'fixed' ? listens.port : null,
    })),
  );
  return {
    ports: {
      ...(ports.server !== undefined && { [NINES_SERVER]: ports.server }),
      [NINES_PROMETHEUS]: ports.prometheus ?? 9_090,
      [NINES_ALERTMANAGER]: ports.alertmanager ?? 9_093,
      [NINES_NODE_EXPORTER]: 9_100,
      [NINES_BLACKBOX_EXPORTER]: 9_115,
      ...Object.fromEntries(engines.map(({ name }, index) => [postgresExporter(name), 9_187 + index])),
    },
    slots,
  };
}
