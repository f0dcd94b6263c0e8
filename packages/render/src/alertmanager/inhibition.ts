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
import { MESH, NINES_SERVER, NINES_STATE } from '../workloads.ts';
import { dependentsByService } from './dependents.ts';
import type { Dependents } from './dependents.ts';
import type { InhibitRule } from './document.ts';
import { is, isNoneOf, isNot, isOneOf } from './matchers.ts';
import {
  DISK_NEARLY_FULL,
  DRILL,
  MONITORING_DOWN,
  NODE_DISK_SPACE_LOW,
  RECOVERING,
  SERVICE_DOWN,
  WATCHDOG,
} from './names.ts';

const CRITICAL = is('severity', 'critical');
const APPLICATION = is('scope', 'application');
const PLATFORM = is('scope', 'platform');

const NEVER_SILENCED = isNoneOf('alertname', [MONITORING_DOWN, WATCHDOG]);

/** What detectors say besides when a service has no ready instance. */
const FELT_BY_DETECTORS = ['ProbeFailing', 'InstanceCrashLoop', 'DependencyDown'];

/** Detectors know at once that an outage is over, rules some scrapes later: what they say meanwhile is of the past. */
const OVER = is('alertname', RECOVERING);
const BY_RULES: readonly string[] = [is('origin', 'rule'), NEVER_SILENCED];

/** What one service may have several of: one in a bad way must not hide that another gets there. */
const PARTS = ['instance', 'path', 'mountpoint', 'host', 'slo'];

/** All rules for a catalog: about one service first, then along dependencies. What a drill does explains nothing real. */
export function inhibitRules(catalog: Catalog): readonly InhibitRule[] {
  const rules = [
    ...WITHIN_A_SERVICE,
    ...BELOW_THE_APPLICATION,
    ...dependentsByService(catalog).flatMap(alongDependencies),
  ];
  return rules.map((rule) => ({ ...rule, equal: [...(rule.equal ?? []), DRILL] }));
}

const WITHIN_A_SERVICE: readonly InhibitRule[] = [
  // Told directly, within a second: what rules find out later about the same service is the same trouble.
  {
    source_matchers: [is('alertname', SERVICE_DOWN), CRITICAL],
    target_matchers: BY_RULES,
    equal: ['service', 'scope'],
  },
  { source_matchers: [OVER], target_matchers: BY_RULES, equal: ['service', 'scope'] },
  // An instance that crashed again and again runs steadily only some time after the service is back.
  {
    source_matchers: [OVER],
    target_matchers: [isOneOf('alertname', FELT_BY_DETECTORS)],
    equal: ['service', 'scope'],
  },
  {
    source_matchers: [is('alertname', SERVICE_DOWN), CRITICAL],
    target_matchers: [isOneOf('alertname', FELT_BY_DETECTORS)],
    equal: ['service', 'scope'],
  },
  // Knows how bad it is that this part of monitoring is away, which rules do not.
  {
    source_matchers: [is('alertname', MONITORING_DOWN)],
    target_matchers: [NEVER_SILENCED],
    equal: ['service', 'scope'],
  },
  {
    source_matchers: [CRITICAL],
    target_matchers: [isOneOf('severity', ['warning', 'info'])],
    equal: ['alertname', 'service', ...PARTS],
  },
];

const BELOW_THE_APPLICATION: readonly InhibitRule[] = [
  // One knows a folder and the other a mount point, so that nothing tells whether it is the same disk: whoever makes room
  // on the one sees the others.
  {
    source_matchers: [is('alertname', DISK_NEARLY_FULL), PLATFORM],
    target_matchers: [is('alertname', NODE_DISK_SPACE_LOW), PLATFORM],
  },
  // Every service is called through the mesh.
  {
    source_matchers: [is('service', MESH), is('alertname', SERVICE_DOWN), CRITICAL, PLATFORM],
    target_matchers: [APPLICATION],
  },
  { source_matchers: [is('service', MESH), OVER], target_matchers: [APPLICATION, ...BY_RULES] },
  {
    source_matchers: [is('service', NINES_STATE), is('alertname', SERVICE_DOWN), CRITICAL, PLATFORM],
    target_matchers: [is('service', NINES_SERVER), PLATFORM],
  },
];

function alongDependencies({ service, above, entangled }: Dependents): readonly InhibitRule[] {
  const source_matchers = [is('service', service), is('alertname', SERVICE_DOWN), CRITICAL, APPLICATION];
  const about = (names: readonly string[]): readonly string[] => [isOneOf('service', names), APPLICATION];
  return [
    ...(above.length === 0 ? [] : [{ source_matchers, target_matchers: about(above) }]),
    // Two that depend on each other would silence each other.
    ...(entangled.length === 0
      ? []
      : [{ source_matchers, target_matchers: [...about(entangled), isNot('alertname', SERVICE_DOWN)] }]),
    {
      source_matchers: [is('service', service), OVER, APPLICATION],
      target_matchers: [...about([...above, ...entangled]), ...BY_RULES],
    },
  ];
}
