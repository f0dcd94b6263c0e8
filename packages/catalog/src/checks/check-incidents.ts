/** What the shape of `incidents` cannot tell: names used once, services that exist, alerts that have a name and an end. */
import { reportAtKey } from '../inspection.ts';
import type { Check, Inspection } from '../inspection.ts';
import type { Intake } from '../model-incidents.ts';
import type { SourcePath } from '../source/node.ts';
import { checkKnownService } from './known-service.ts';
import { checkNamesOnce } from './names-once.ts';

export const checkIncidents: Check = (inspection) => {
  const { intakes, heartbeats } = inspection.catalog.incidents;
  checkNamesOnce(inspection, ['incidents', 'intakes'], intakes);
  checkNamesOnce(inspection, ['incidents', 'heartbeats'], heartbeats);
  intakes.forEach((intake, index) => checkIntake(inspection, intake, ['incidents', 'intakes', index]));
  heartbeats.forEach(({ service }, index) => {
    const path = ['incidents', 'heartbeats', index, 'service'];
    if (service !== undefined) checkKnownService(inspection, path, service);
  });
};

function checkIntake(inspection: Inspection, { name, map, defaults }: Intake, path: SourcePath): void {
  const { document } = inspection;
  const { service } = defaults;
  if (service !== undefined) checkKnownService(inspection, [...path, 'defaults', 'service'], service);
  if (!document.isIntact([...path, 'map']) || !document.isIntact([...path, 'defaults'])) return;
  if (map.alertname === undefined && defaults.alertname === undefined) {
    const hint = 'add `map: { alertname: KEYS }`, or `defaults: { alertname: NAME }`';
    reportAtKey(inspection, 'CATALOG_MISSING_KEY', path, `alerts of ${name} have no alertname`, { hint });
  }
  if (map.status === undefined) {
    const message = `alerts of ${name} never end: \`status\` is not mapped`;
    const hint = 'add `map: { status: KEYS }`; otherwise people resolve its incidents';
    reportAtKey(inspection, 'CATALOG_INTAKE_ENDLESS', path, message, { severity: 'warning', hint });
  }
}
