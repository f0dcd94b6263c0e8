/** Which slots should run, and where each is found or was found last. */
import type { PlatformStatus, ServiceStatus } from '@nines/kernel';
import type { DesiredSlot } from './desired-slot.ts';

/** Ports by slot: a slot stays a target at its last port while it is down. */
export type LastPorts = ReadonlyMap<string, number>;

/** The ports that a status knows, over those that were known before. Slots that are gone are forgotten. */
export function rememberPorts(before: LastPorts, { services, system }: PlatformStatus): LastPorts {
  const slots = services.flatMap(({ instances }) => instances.map(({ id, port }) => [id, port] as const));
  const own = system.map((workload) => [`${workload.name}-0`, portOf(workload)] as const);
  return new Map(
    [...slots, ...own].flatMap(([slot, port]) => {
      const known = port ?? before.get(slot);
      return known === undefined ? [] : [[slot, known] as const];
    }),
  );
}

/** While one instance takes over from another, the one that serves; of two that do, the one that stays. */
function portOf({ instances }: ServiceStatus): number | null {
  const serving = instances.find(({ state }) => state === 'ready') ?? instances[0];
  return serving?.port ?? null;
}

/** Where Nines' own workloads are or were last, also those that listen elsewhere after each start, as the mesh does. */
export function ownPorts(
  { system }: Pick<PlatformStatus, 'system'>,
  ports: LastPorts,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    system.flatMap(({ name }) => {
      const port = ports.get(`${name}-0`);
      return port === undefined ? [] : [[name, port] as const];
    }),
  );
}

/** One slot for each replica that is wanted. */
export function desiredSlots({ services }: Pick<PlatformStatus, 'services'>, ports: LastPorts): readonly DesiredSlot[] {
  return services.flatMap(({ name, desired }) =>
    Array.from({ length: desired }, (_, index) => {
      const slot = `${name}-${index}`;
      return { service: name, slot, port: ports.get(slot) ?? null };
    }),
  );
}
