/** What `status` says of a platform whose supervisor does not answer. */
import { readCatalog } from '@nines/catalog';
import type { Catalog } from '@nines/catalog';
import type { PlatformState, PlatformStatus } from '@nines/kernel';
import { machineOf, variablesFor } from './variables.ts';

/** Services of the catalog with nothing ready; no services where the catalog cannot be read. */
export async function absentStatus(
  catalogFile: string,
  environment: Readonly<Record<string, string | undefined>>,
  state: PlatformState,
): Promise<PlatformStatus> {
  const { catalog } = await readCatalog(catalogFile, machineOf(variablesFor(catalogFile, environment)));
  return {
    schemaVersion: 1,
    platform: catalog?.name ?? '',
    state,
    services: (catalog?.services ?? []).map((service) => absentService(service)),
    system: [],
  };
}

function absentService(service: Catalog['services'][number]): PlatformStatus['services'][number] {
  const scheme = service.engine?.name ?? service.protocol;
  return {
    name: service.name,
    kind: service.kind,
    url: service.port === undefined ? null : `${scheme}://127.0.0.1:${service.port}`,
    desired: service.replicas.min,
    ready: 0,
    instances: [],
  };
}
