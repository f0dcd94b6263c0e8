/** Whether what objectives ask for can be measured, and over which time. */
import { REQUEST_DURATION_BOUNDS_SECONDS } from '@nines/kernel';
import { hasPort, isSound, reportAt, reportAtKey } from '../inspection.ts';
import type { Check, InspectedService, Inspection } from '../inspection.ts';
import { latencyText } from '../notation.ts';
import type { ObjectiveInput } from '../schema/objective-schema.ts';
import type { SourcePath } from '../source/node.ts';
import { checkNamesOnce } from './names-once.ts';
import { checkTimezone } from './timezone.ts';

const BOUNDS_MS = REQUEST_DURATION_BOUNDS_SECONDS.map((seconds) => seconds * 1_000);

export const checkObjectives: Check = (inspection) => {
  for (const subject of inspection.services.values()) {
    const { slos = [] } = subject.input;
    const path = [...subject.path, 'slos'];
    checkNamesOnce(inspection, path, slos);
    slos.forEach((objective, index) => {
      checkCalendar(inspection, [...path, index], objective);
      checkTraffic(inspection, [...path, index], objective, subject);
      checkLatency(inspection, [...path, index], objective);
    });
  }
  checkMonitored(inspection);
};

function checkCalendar(inspection: Inspection, path: SourcePath, { window, timezone }: ObjectiveInput): void {
  if (timezone === undefined) return;
  if (window.kind === 'calendar') {
    checkTimezone(inspection, [...path, 'timezone'], timezone);
    return;
  }
  const hint = 'remove it, or take a window such as `calendar-month`';
  const message = 'timezone is for windows of the calendar; this one begins at any moment';
  reportAtKey(inspection, 'CATALOG_KEY_NOT_ALLOWED', [...path, 'timezone'], message, { hint });
}

/** Requests are counted by the mesh, which understands HTTP only, and a probe asks through it. */
function checkTraffic(
  inspection: Inspection,
  path: SourcePath,
  { name, sli }: ObjectiveInput,
  subject: InspectedService,
): void {
  const asked = whatIsAsked(sli);
  if (asked === undefined) return;
  const { service, name: owner } = subject;
  if (service.protocol === 'tcp' && isSound(inspection, subject, 'engine', 'protocol')) {
    const what = service.kind === 'engine' ? 'an engine' : 'not asked by HTTP';
    const message = `objective ${name} is about ${asked}, and ${owner} is ${what}`;
    const hint = 'take `ratio` or `threshold`, over figures that it gives itself';
    reportAt(inspection, 'CATALOG_OBJECTIVE_NOT_HTTP', [...path, 'sli'], message, { hint });
  } else if (!hasPort(inspection, subject)) {
    const message = `objective ${name} is about ${asked}, and ${owner} has no port`;
    const hint = 'add `port`, the stable address of the service';
    reportAt(inspection, 'CATALOG_PORT_REQUIRED', [...path, 'sli'], message, { hint });
  }
}

function whatIsAsked(sli: ObjectiveInput['sli']): string | undefined {
  if (typeof sli === 'string' || sli.latency !== undefined) return 'requests';
  return sli.probe === undefined ? undefined : 'answers to a probe';
}

function checkLatency(inspection: Inspection, path: SourcePath, { sli }: ObjectiveInput): void {
  const limitMs = typeof sli === 'string' ? undefined : sli.latency?.below;
  if (limitMs === undefined || BOUNDS_MS.includes(limitMs)) return;
  const nearest = [BOUNDS_MS.findLast((bound) => bound < limitMs), BOUNDS_MS.find((bound) => bound > limitMs)];
  const shown = nearest.flatMap((bound) => (bound === undefined ? [] : [`\`${latencyText(bound)}\``]));
  const message = `requests are not counted at ${latencyText(limitMs)}, so how many are faster is not known`;
  reportAt(inspection, 'CATALOG_LATENCY_NOT_COUNTED', [...path, 'sli', 'latency', 'below'], message, {
    hint: `the nearest that are: ${shown.join(' and ')}`,
  });
}

function checkMonitored(inspection: Inspection): void {
  const { services, objectives, monitoring } = inspection.catalog;
  const promises = services.some(({ slos }) => slos.length > 0) || objectives.documents.length > 0;
  if (monitoring.enabled || !promises) return;
  const message = 'monitoring is disabled, so no objective is measured';
  const hint = 'enable it, or remove the objectives';
  const path = ['monitoring', 'enabled'];
  reportAt(inspection, 'CATALOG_OBJECTIVES_UNMEASURED', path, message, { severity: 'warning', hint });
}
