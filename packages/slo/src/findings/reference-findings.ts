/**
 * Objectives that the catalog's policy and credits name, where documents are included: the catalog itself can only judge
 * what stands in its own file.
 */
import { nearestName } from '@nines/catalog';
import type { Catalog, CreditRule, SourcePlace } from '@nines/catalog';
import type { Diagnostic } from '@nines/kernel';
import { isMeasuredByTime } from '../objective/measure.ts';
import { objectiveId } from '../objective/objective.ts';
import type { Objective } from '../objective/objective.ts';

export function referenceFindings(objectives: readonly Objective[], catalog: Catalog): readonly Diagnostic[] {
  const report = (
    { line, column }: SourcePlace,
    code: Diagnostic['code'],
    message: string,
    hint: string,
  ): Diagnostic => ({ severity: 'error', code, message, file: catalog.file, line, column, hint });

  const unknown = (place: SourcePlace, name: string, among: readonly Objective[]): readonly Diagnostic[] => {
    const known = among.map((objective) => (name.includes('/') ? objectiveId(objective) : objective.name));
    if (known.includes(name)) return [];
    const nearest = nearestName(name, known);
    const hint = nearest === undefined ? `there is ${known.join(', ') || 'none'}` : `did you mean \`${nearest}\`?`;
    return [report(place, 'CATALOG_UNKNOWN_OBJECTIVE', `there is no objective ${name}`, hint)];
  };

  const unmeasured = ({ service, slo, when, place }: CreditRule): readonly Diagnostic[] => {
    const own = objectives.filter((objective) => objective.service === service);
    if (slo !== undefined) {
      const findings = unknown(place, slo, own);
      if (findings.length > 0) return findings;
    }
    const meant = own.filter(({ name }) => slo === undefined || name === slo);
    if (when.kind === 'violated' ? meant.length > 0 : meant.some(isMeasuredByTime)) return [];
    const what =
      when.kind === 'violated' ? 'has no objective that could be violated' : 'has no uptime that is measured';
    const hint = 'add an objective; for uptime one that is measured by time';
    return [report(place, 'CATALOG_CREDIT_NOT_MEASURED', `${service} ${what}`, hint)];
  };

  const frozen = catalog.objectives.policy.flatMap(({ services, objectives: names = [], place }) => {
    const among = objectives.filter(({ service }) => services?.includes(service) ?? true);
    return names.flatMap((name) => unknown(place, name, among));
  });
  return [...frozen, ...catalog.sla.flatMap(unmeasured)];
}
