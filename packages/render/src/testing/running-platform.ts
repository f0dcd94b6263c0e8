/** Ports and slots as they could be on a machine. */
import type { Catalog } from '@nines/catalog';
import type { DesiredSlot } from '../desired-slot.ts';
import type { WorkloadPorts } from '../workloads.ts';

export const ALL_PORTS: WorkloadPorts = {
  mesh: 21_000,
  'nines-server': 21_001,
  'nines-prometheus': 21_002,
  'nines-alertmanager': 21_003,
  'nines-node-exporter': 21_004,
  'nines-blackbox-exporter': 21_005,
  'nines-postgres-exporter-postgres': 21_006,
};

/** The least replicas of each service, at least one, on ports from 22000. */
export function slotsOf({ services }: Catalog): readonly DesiredSlot[] {
  return services.flatMap(({ name, replicas }, service) =>
    Array.from({ length: Math.max(1, replicas.min) }, (_, index) => ({
      service: name,
      slot: `${name}-${index}`,
      port: 22_000 + 10 * service + index,
    })),
  );
}
