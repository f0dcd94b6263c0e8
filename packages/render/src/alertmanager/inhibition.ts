/**
 * Which alert says what others only follow from.
 *
 * Something always tells: rules point from a cause to its consequences and never back. Of services that are down, one
 * that depends on no other of them (or only on those that depend on it in turn) is never silent, and neither is an alert
 * that monitoring is down.
 *
 * @see Alertmanager documentation, "Configuration": `<inhibit_rule>`
 */
import type { Catalog } from '@nines/catalog';
import { MESH, NINES_BLACKBOX_EXPORTER, postgresExporter } from '../workloads.ts';
import { dependentsByService } from './dependents.ts';
import type { Dependents } from './dependents.ts';
import type { InhibitRule } from './document.ts';
import { is, isNot, isOneOf } from './matchers.ts';
import { MONITORING_DOWN, SERVICE_DOWN, WATCHDOG } from './names.ts';

const CRITICAL = is('severity', 'critical');
const APPLICATION = is('scope', 'application');

/** What detectors say besides when a service has no ready instance. */
const FELT_BY_DETECTORS = ['ProbeFailing', 'InstanceCrashLoop', 'DependencyDown'];

/** All rules for a catalog: about one service first, then along its dependencies. */
export function inhibitRules(catalog: Catalog): readonly InhibitRule[] {
  return [...WITHIN_A_SERVICE, MESH_DOWN, ...dependencyRules(catalog), ...exporterRules(catalog)];
}

const WITHIN_A_SERVICE: readonly InhibitRule[] = [
  // Told directly, within a second: what rules find out later about the same service is the same trouble.
  {
    source_matchers: [is('alertname', SERVICE_DOWN), CRITICAL],
    target_matchers: [is('origin', 'rule'), isNot('alertname', WATCHDOG)],
    equal: ['service', 'scope'],
  },
  {
    source_matchers: [is('alertname', SERVICE_DOWN), CRITICAL],
    target_matchers: [isOneOf('alertname', FELT_BY_DETECTORS)],
    equal: ['service', 'scope'],
  },
  // Of monitoring's own parts this one says what is lost.
  {
    source_matchers: [is('alertname', MONITORING_DOWN), CRITICAL],
    target_matchers: [isNot('alertname', MONITORING_DOWN), isNot('alertname', WATCHDOG)],
    equal: ['service', 'scope'],
  },
  {
    source_matchers: [CRITICAL],
    target_matchers: [isOneOf('severity', ['warning', 'info'])],
    equal: ['alertname', 'service'],
  },
];

/** Every service is called through the mesh. */
const MESH_DOWN: InhibitRule = {
  source_matchers: [is('alertname', SERVICE_DOWN), is('service', MESH), CRITICAL],
  target_matchers: [APPLICATION],
};

function dependencyRules(catalog: Catalog): readonly InhibitRule[] {
  return dependentsByService(catalog).flatMap(alongDependency);
}

function alongDependency({ service, above, entangled }: Dependents): readonly InhibitRule[] {
  const source_matchers = [is('alertname', SERVICE_DOWN), is('service', service), CRITICAL, APPLICATION];
  const about = (names: readonly string[]): readonly string[] => [isOneOf('service', names), APPLICATION];
  return [
    ...(above.length === 0 ? [] : [{ source_matchers, target_matchers: about(above) }]),
    // Two that depend on each other would silence each other.
    ...(entangled.length === 0
      ? []
      : [{ source_matchers, target_matchers: [...about(entangled), isNot('alertname', SERVICE_DOWN)] }]),
  ];
}

/** Without its exporter nothing is known of a target: that is no news about the target. */
function exporterRules(catalog: Catalog): readonly InhibitRule[] {
  const engines = catalog.services.filter(({ kind }) => kind === 'engine');
  return [
    withoutExporter(NINES_BLACKBOX_EXPORTER, [is('job', 'nines-probe')]),
    ...engines.map(({ name }) => withoutExporter(postgresExporter(name), [is('service', name)])),
  ];
}

function withoutExporter(exporter: string, targets: readonly string[]): InhibitRule {
  return {
    source_matchers: [isOneOf('alertname', [SERVICE_DOWN, MONITORING_DOWN]), is('service', exporter)],
    target_matchers: [is('alertname', 'TargetDown'), ...targets],
  };
}
