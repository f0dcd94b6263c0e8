/** Figures of incidents, as the API tells them. Pure. */
import type { ApiFigures, ApiGroupedFigures, ApiIncidentFigures } from '@nines/api';
import { DETECT_WITHIN_MS, incidentFigures, RESTORE_WITHIN_MS } from '@nines/incidents';
import type { Commitment, Figures, FiguresPeriod, GroupedFigures } from '@nines/incidents';
import { NinesError } from '@nines/kernel';
import type { Incident, IncidentFilter } from '@nines/kernel';

const DAY_MS = 86_400_000;
const PERIOD_MS = 30 * DAY_MS;
/** What is resolved and lasted for longer counts only where it began, ms. */
const LONGEST_MS = 30 * DAY_MS;

/** @throws NinesError `API_BAD_REQUEST` where it ends before it begins */
export function figuresPeriod(from: string | undefined, to: string | undefined, nowMs: number): FiguresPeriod {
  const toMs = to === undefined ? nowMs : Date.parse(to);
  const fromMs = from === undefined ? toMs - PERIOD_MS : Date.parse(from);
  if (fromMs < toMs) return { fromMs, toMs, nowMs };
  throw new NinesError('API_BAD_REQUEST', '`from` has to be before `to`');
}

/** Which incidents the figures of a period, and of that before it, are of. */
export function incidentsFor({ fromMs, toMs }: FiguresPeriod): readonly Omit<IncidentFilter, 'limit'>[] {
  const [since, until] = [fromMs - (toMs - fromMs) - LONGEST_MS, toMs].map((ms) => new Date(ms).toISOString());
  return [
    { ...(since !== undefined && { since }), ...(until !== undefined && { until }) },
    { statuses: ['triggered', 'acknowledged', 'mitigated'] },
  ];
}

export function figuresAnswer(
  incidents: readonly Incident[],
  period: FiguresPeriod,
  by: 'service' | 'team',
): ApiIncidentFigures {
  const { drills, real } = incidentFigures(incidents, period, by);
  const [from = '', to = ''] = [period.fromMs, period.toMs].map((ms) => new Date(ms).toISOString());
  return { from, to, by, real: grouped(real), drills: grouped(drills) };
}

function grouped({ groups, overall }: GroupedFigures): ApiGroupedFigures {
  return {
    overall: { period: figures(overall.period), before: figures(overall.before) },
    groups: groups.map(({ before, name, period }) => ({ name, period: figures(period), before: figures(before) })),
  };
}

function figures(from: Figures): ApiFigures {
  const { longest } = from;
  return {
    incidents: from.incidents,
    bySeverity: from.bySeverity,
    open: from.open,
    began: from.began,
    mttdSeconds: seconds(from.mttdMs),
    mttaSeconds: seconds(from.mttaMs),
    unacknowledged: from.unacknowledged,
    downtimeSeconds: from.downtimeMs / 1_000,
    mttrSeconds: seconds(from.mttrMs),
    longest: longest && { number: longest.number, downtimeSeconds: longest.downtimeMs / 1_000 },
    detection: commitment(from.detection, DETECT_WITHIN_MS),
    restoration: commitment(from.restoration, RESTORE_WITHIN_MS),
    tickets: from.tickets,
  };
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1_000;
}

function commitment({ judged, kept, keptRatio }: Commitment, withinMs: number): ApiFigures['detection'] {
  return { withinSeconds: withinMs / 1_000, judged, kept, keptRatio };
}
