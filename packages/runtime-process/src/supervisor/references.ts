/** What `${…}` in a service's definition stands for when its instances are started. */
import { NinesError } from '@nines/kernel';
import { parseReference } from '@nines/catalog/vocabulary';
import type { Service } from '@nines/catalog';
import { LOOPBACK } from './plan.ts';
import type { InstancePlace } from './plan.ts';

export interface ReferenceValues {
  /** Who refers. */
  readonly consumer: string;
  readonly stateDirectory: string;
  /** Loopback port of the mesh for calls of the consumer to `service`. */
  edgePort(service: string): number;
  /** Every service that may be referred to, by name. */
  readonly services: ReadonlyMap<string, Service>;
  secret(name: string): string;
  /** Address of a service behind a port, for an engine with credentials. */
  url(service: Service, port: number): string;
}

/** What one expression of a checked catalog stands for. @throws NinesError `RUNTIME_BAD_REFERENCE` for any other */
export function resolveReference(expression: string, place: InstancePlace, values: ReferenceValues): string {
  const reference = parseReference(expression);
  switch (reference?.kind) {
    case 'port':
      return String(place.port ?? '');
    case 'slot':
      return place.slot;
    case 'state':
      return values.stateDirectory;
    case 'secret':
      return values.secret(reference.secret);
    case 'service': {
      const service = values.services.get(reference.service);
      if (service !== undefined) return addressPart(service, reference.property, values);
      break;
    }
    case undefined:
      break;
  }
  throw new NinesError(
    'RUNTIME_BAD_REFERENCE',
    `"${values.consumer}" refers to \${${expression}}, which does not exist`,
  );
}

function addressPart(service: Service, property: 'url' | 'host' | 'port', values: ReferenceValues): string {
  if (property === 'host') return LOOPBACK;
  const port = values.edgePort(service.name);
  return property === 'port' ? String(port) : values.url(service, port);
}
