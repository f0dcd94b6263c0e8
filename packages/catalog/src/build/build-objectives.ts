/** `slo` and `sla`, with their defaults. */
import type { CreditRule, FreezeRule, IncludedDocument, MaintenanceTime, Objectives } from '../model-objectives.ts';
import type { SlaInput, SloInput } from '../schema/slo-schema.ts';
import type { PlaceAt } from './build-catalog.ts';

export function buildObjectives(
  { include, policy, maintenance }: SloInput,
  documents: readonly IncludedDocument[],
  placeAt: PlaceAt,
): Objectives {
  return {
    include,
    documents,
    policy: policy.map((rule, index) => ({ ...buildFreezeRule(rule), place: placeAt(['slo', 'policy', index]) })),
    maintenance: maintenance.map(buildMaintenance),
  };
}

export function buildSla(rules: SlaInput, placeAt: PlaceAt): readonly CreditRule[] {
  return rules.map(({ service, when, credit, slo }, index) => ({
    service,
    when,
    creditRatio: credit,
    ...(slo !== undefined && { slo }),
    place: placeAt(['sla', index]),
  }));
}

function buildFreezeRule({
  when,
  freeze,
  services,
  objectives,
}: SloInput['policy'][number]): Omit<FreezeRule, 'place'> {
  return { when, freeze, ...(services !== undefined && { services }), ...(objectives !== undefined && { objectives }) };
}

function buildMaintenance({ name, from, to, services }: SloInput['maintenance'][number]): MaintenanceTime {
  return { name, from, to, ...(services !== undefined && { services }) };
}
