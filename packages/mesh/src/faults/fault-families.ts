/** How faults are shown among the metrics. */
import { family, single } from '../metrics/family.ts';
import type { MetricFamily } from '../metrics/exposition.ts';
import type { FaultStatus } from './fault.ts';

export function faultFamilies(faults: readonly FaultStatus[]): MetricFamily[] {
  const active = faults.filter(({ state }) => state === 'active').length;
  const effects = new Map<string, { labels: { fault: string; kind: string }; value: number }>();
  // One id may have been used several times in a row: together they are one series.
  for (const { fault, affected } of faults) {
    const key = `${fault.id} ${fault.effect.kind}`;
    const labels = { fault: fault.id, kind: fault.effect.kind };
    effects.set(key, { labels, value: (effects.get(key)?.value ?? 0) + affected });
  }
  return [
    family('mesh_faults_active', 'gauge', 'Injected faults in force', single(active)),
    family('mesh_fault_effects_total', 'counter', 'Requests and connections that a fault did something to', [
      ...effects.values(),
    ]),
  ];
}
