/** Who watches over the platform: control plane, Prometheus, Alertmanager and exporters. */
import type { Plan, PlannedWorkload } from '@nines/runtime-process';
import { controlPlane } from './control-plane.ts';
import type { ControlPlaneOptions } from './control-plane.ts';
import { monitoring } from './monitoring.ts';

/** None where the catalog does not want to be watched. */
export async function watchers(
  { catalog }: Plan,
  options: Omit<ControlPlaneOptions, 'serverPort'>,
): Promise<readonly PlannedWorkload[]> {
  if (!catalog.monitoring.enabled) return [];
  const serverPort = catalog.monitoring.ports.server;
  const [plane, watching] = await Promise.all([
    controlPlane({ ...options, serverPort }),
    monitoring({ catalog, means: options.means, stateDirectory: options.stateDirectory }),
  ]);
  return [...plane, ...watching];
}
