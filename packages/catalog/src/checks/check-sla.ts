/** What customers are owed: for promises that are made, and that can be found broken. */
import { reportAt } from '../inspection.ts';
import type { Check, Inspection } from '../inspection.ts';
import type { CreditRule, ServiceObjective } from '../model-objectives.ts';
import type { SourcePath } from '../source/node.ts';
import { checkKnownService } from './known-service.ts';
import { areObjectivesKnown, checkKnownObjective } from './objective-names.ts';

export const checkSla: Check = (inspection) => {
  inspection.catalog.sla.forEach((rule, index) => {
    const path = ['sla', index];
    if (!checkKnownService(inspection, [...path, 'service'], rule.service)) return;
    if (rule.slo !== undefined) checkKnownObjective(inspection, [...path, 'slo'], rule.slo, [rule.service]);
    checkCanBreak(inspection, [...path, 'when'], rule);
  });
};

function checkCanBreak(inspection: Inspection, path: SourcePath, { service, slo, when }: CreditRule): void {
  if (!areObjectivesKnown(inspection, [service])) return;
  const objectives = inspection.services.get(service)?.service.slos ?? [];
  const meant = objectives.filter(({ name }) => slo === undefined || name === slo);
  if (meant.length === 0 && slo !== undefined) return; // told where it is named
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
