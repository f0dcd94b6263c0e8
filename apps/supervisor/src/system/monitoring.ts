/** Prometheus, Alertmanager and exporters: programs that somebody else made, run like any other. */
import type { Catalog } from '@nines/catalog';
import type { PlannedWorkload, SystemMeans } from '@nines/runtime-process';

/** Those whose program is there. */
export async function monitoring(
  _catalog: Catalog,
  _means: SystemMeans,
  _stateDirectory: string,
): Promise<readonly PlannedWorkload[]> {
  return Promise.resolve([]);
}
