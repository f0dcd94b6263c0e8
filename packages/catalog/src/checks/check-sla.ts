/** What customers are owed: for promises that are made, and that can be found broken. */
import { reportAt } from '../inspection.ts';
import type { Check, Inspection } from '../inspection.ts';
import type { CreditRule, ServiceObjective } from '../model-objectives.ts';
import type { SourcePath } from '../source/node.ts';
import { checkKnownService } from './known-service.ts';
import { checkKnownObjective, objectiveNames } from './objective-names.ts';

export const checkSla: Check = (inspection) => {
  inspection.catalog.sla.forEach((rule, index) => {
    const path = ['sla', index];
    if (!checkKnownService(inspection, [...path, 'service'], rule.service)) return;
    const known = objectiveNames(inspection, [rule.service]);
    if (known === undefined) return;
    const { slo } = rule;
    if (slo === undefined || known.names.has(slo)) checkCanBreak(inspection, [...path, 'when'], rule);
    else checkKnownObjective(inspection, [...path, 'slo'], slo, { ...known, ids: new Set() });
  });
};

function checkCanBreak(inspection: Inspection, path: SourcePath, { service, slo, when }: CreditRule): void {
  const objectives = inspection.services.get(service)?.service.slos ?? [];
  const meant = objectives.filter(({ name }) => slo === undefined || name === slo);
  if (when.kind === 'violated' ? meant.length > 0 : meant.some(knowsUptime)) return;
  const who = slo === undefined ? service : `${service}/${slo}`;
  const [message, hint] =
    when.kind === 'violated'
      ? [`${who} has no objective that could be violated`, 'add one to its `slos`']
      : [
          `the uptime of ${who} is not measured`,
          'needs an objective of the service that is measured by time: `probe` or `threshold`',
        ];
  reportAt(inspection, 'CATALOG_CREDIT_NOT_MEASURED', path, message, { hint });
}

/** Whether it counts seconds or slices of time rather than events. */
function knowsUptime({ sli, budgeting }: ServiceObjective): boolean {
  return sli.kind === 'probe' || sli.kind === 'threshold' || budgeting.method !== 'occurrences';
}
