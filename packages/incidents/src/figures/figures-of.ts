/** From incidents to the figures of one period. */
import type { Incident } from '@nines/kernel';
import { disturbancesOf, disturbedSpans, lengthWithin } from './downtime.ts';
import { DETECT_WITHIN_MS, RESTORE_WITHIN_MS } from './figures.ts';
import type { Commitment, Figures, FiguresPeriod } from './figures.ts';

/** @param incidents - in any order, of which some may lie outside the period */
export function figuresOf(incidents: readonly Incident[], period: FiguresPeriod): Figures {
  const { fromMs, toMs, nowMs } = period;
  const inPeriod = incidents.filter((incident) => isWithin(incident, period));
  const counted = inPeriod.filter(({ severity }) => severity !== 4);
  const began = counted.filter(({ startedAt }) => Date.parse(startedAt) >= fromMs);
  const downtimes = counted.map((incident) => ({
    number: incident.number,
    downtimeMs: lengthWithin(disturbedSpans(incident, nowMs), fromMs, toMs),
  }));
  const downtimeMs = sum(downtimes.map((each) => each.downtimeMs));
  const acknowledged = began.flatMap(({ acknowledgedAt, detectedAt }) =>
    acknowledgedAt === null ? [] : [between(detectedAt, acknowledgedAt)],
  );
  return {
    incidents: counted.length,
    bySeverity: { 1: ofSeverity(counted, 1), 2: ofSeverity(counted, 2), 3: ofSeverity(counted, 3) },
    open: counted.filter(({ resolvedAt }) => resolvedAt === null).length,
    began: began.length,
    mttdMs: mean(began.map(detectionMs)),
    mttaMs: mean(acknowledged),
    unacknowledged: began.length - acknowledged.length,
    downtimeMs,
    mttrMs: counted.length === 0 ? null : downtimeMs / counted.length,
    longest: longestOf(downtimes),
    detection: commitment(began.map((incident) => detectionMs(incident) <= DETECT_WITHIN_MS)),
    restoration: commitment(began.flatMap((incident) => wasRestoredSoon(incident, nowMs))),
    tickets: inPeriod.length - counted.length,
  };
}

/** Whether some of the time from its begin to its end is in the period; one that took no time is where it began. */
function isWithin({ startedAt, resolvedAt }: Incident, { fromMs, toMs, nowMs }: FiguresPeriod): boolean {
  const startMs = Date.parse(startedAt);
  const endMs = resolvedAt === null ? nowMs : Date.parse(resolvedAt);
  return startMs < toMs && (startMs >= fromMs || endMs > fromMs);
}

/** Of one that is not over, and may still be in time, nothing is known. */
function wasRestoredSoon(incident: Incident, nowMs: number): readonly boolean[] {
  const isSoon = lengthWithin(disturbedSpans(incident, nowMs), -Infinity, Infinity) <= RESTORE_WITHIN_MS;
  const isDisturbed = disturbancesOf(incident).some(({ to }) => to === null);
  return isSoon && isDisturbed ? [] : [isSoon];
}

function detectionMs({ startedAt, detectedAt }: Incident): number {
  return between(startedAt, detectedAt);
}

/** Clocks of two machines may differ: nothing happens before its cause. */
function between(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}

function ofSeverity(incidents: readonly Incident[], severity: Incident['severity']): number {
  return incidents.filter((each) => each.severity === severity).length;
}

function longestOf(downtimes: readonly NonNullable<Figures['longest']>[]): Figures['longest'] {
  const [longest] = [...downtimes].sort((one, other) => other.downtimeMs - one.downtimeMs || one.number - other.number);
  return longest ?? null;
}

function commitment(judged: readonly boolean[]): Commitment {
  const kept = judged.filter(Boolean).length;
  return { judged: judged.length, kept, keptRatio: judged.length === 0 ? null : kept / judged.length };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
