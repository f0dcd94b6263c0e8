/**
 * Objectives that the catalog's policy and credits name, where documents are included: the catalog itself can only judge
 * what stands in its own file.
 */
import type { Catalog, CreditRule, FreezeRule, SourcePlace } from '@nines/catalog';
import type { Diagnostic } from '@nines/kernel';
import { isMeasuredByTime } from '../objective/measure.ts';
import { objectiveId } from '../objective/objective.ts';
import type { Objective } from '../objective/objective.ts';
import { suggestions } from './suggestions.ts';

/** Nothing where no documents are included: what the catalog named wrongly then, it was refused for. */
export function referenceFindings(objectives: readonly Objective[], catalog: Catalog): readonly Diagnostic[] {
  if (catalog.objectives.include.length === 0) return [];
  const byService = Map.groupBy(objectives, ({ service }) => service);
  return [
    ...policyFindings(catalog.objectives.policy, objectives, byService),
    ...catalog.sla.flatMap((rule) => creditFindings(rule, byService.get(rule.service) ?? [])),
  ].map(({ line, column, ...finding }) => ({ severity: 'error', ...finding, file: catalog.file, line, column }));
}

type Found = Omit<Diagnostic, 'severity' | 'file'>;

function policyFindings(
  policy: readonly FreezeRule[],
  all: readonly Objective[],
  byService: ReadonlyMap<string, readonly Objective[]>,
): readonly Found[] {
  const ofAll = finder(all);
  return policy.flatMap(({ services, objectives = [], place }) => {
    const find = services === undefined ? ofAll : finder(services.flatMap((service) => byService.get(service) ?? []));
    return objectives.flatMap((name) => find(name, place));
  });
}

function creditFindings({ slo, when, service, place }: CreditRule, own: readonly Objective[]): readonly Found[] {
  const unknown = slo === undefined ? [] : finder(own)(slo, place);
  if (unknown.length > 0) return unknown;
  const meant = own.filter(({ name }) => slo === undefined || name === slo);
  if (when.kind === 'violated' ? meant.length > 0 : meant.some(isMeasuredByTime)) return [];
  const what = when.kind === 'violated' ? 'has no objective that could be violated' : 'has no uptime that is measured';
  const hint = 'add an objective; for uptime one that is measured by time';
  return [{ code: 'CATALOG_CREDIT_NOT_MEASURED', message: `${service} ${what}`, ...place, hint }];
}

/** Finds out whether one of these objectives has a name, or `SERVICE/NAME`. */
function finder(among: readonly Objective[]): (name: string, place: SourcePlace) => readonly Found[] {
  const names = new Set(among.map(({ name }) => name));
  const ids = new Set(among.map(objectiveId));
  const [suggestName, suggestId] = [suggestions(names), suggestions(ids)];
  return (name, place) => {
    if (names.has(name) || ids.has(name)) return [];
    const hint = (name.includes('/') ? suggestId : suggestName)(name) ?? 'neither the catalog nor a document has it';
    return [{ code: 'CATALOG_UNKNOWN_OBJECTIVE', message: `there is no objective ${name}`, ...place, hint }];
  };
}
