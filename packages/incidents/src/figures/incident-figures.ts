/**
 * Mean times to detect, acknowledge and restore, and how far commitments were kept, of a period.
 *
 * An incident counts for its root, and for the team that owns it: what is affected besides is an effect of the same
 * outage, and counting it there as well would count one outage several times.
 */
import type { Incident } from '@nines/kernel';
import type { ComparedFigures, Figures, FiguresBy, FiguresPeriod, GroupedFigures, IncidentFigures } from './figures.ts';
import { figuresOf } from './figures-of.ts';

/** Of incidents that no service, or no team, is known of. */
export const NO_GROUP = 'none';

const GROUP_OF: Readonly<Record<FiguresBy, (incident: Incident) => string | undefined>> = {
  service: ({ root, services }) => root?.service ?? services[0],
  team: ({ owners }) => owners[0],
};

/**
 * Figures of `[fromMs, toMs)` beside those of the period before it, which is as long.
 *
 * Those that were merged into another count as that one. The order of `incidents` does not matter.
 *
 * @param incidents - at least all that lasted into, or began in, either period
 */
export function incidentFigures(
  incidents: readonly Incident[],
  period: FiguresPeriod,
  by: FiguresBy = 'service',
): IncidentFigures {
  const counted = incidents.filter(({ mergedInto }) => mergedInto === null);
  const of = (isDrill: boolean): GroupedFigures =>
    grouped(
      counted.filter(({ drill }) => (drill !== null) === isDrill),
      period,
      GROUP_OF[by],
    );
  return { fromMs: period.fromMs, toMs: period.toMs, by, real: of(false), drills: of(true) };
}

function grouped(
  incidents: readonly Incident[],
  period: FiguresPeriod,
  groupOf: (incident: Incident) => string | undefined,
): GroupedFigures {
  const members = Map.groupBy(incidents, (incident) => groupOf(incident) ?? NO_GROUP);
  const groups = [...members]
    .map(([name, each]) => ({ name, ...compared(each, period) }))
    .filter(({ period: now, before }) => [now, before].some(({ incidents: count, tickets }) => count + tickets > 0))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return { overall: compared(incidents, period), groups };
}

function compared(incidents: readonly Incident[], period: FiguresPeriod): ComparedFigures {
  const { fromMs, toMs, nowMs } = period;
  const now = figuresOf(incidents, period);
  const before = figuresOf(incidents, { fromMs: fromMs - (toMs - fromMs), toMs: fromMs, nowMs });
  return { period: now, before, trend: trend(now, before) };
}

function trend(now: Figures, before: Figures): ComparedFigures['trend'] {
  return {
    incidents: now.incidents - before.incidents,
    downtimeMs: now.downtimeMs - before.downtimeMs,
    mttdMs: difference(now.mttdMs, before.mttdMs),
    mttaMs: difference(now.mttaMs, before.mttaMs),
    mttrMs: difference(now.mttrMs, before.mttrMs),
  };
}

function difference(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : now - before;
}
