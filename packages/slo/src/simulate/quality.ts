/**
 * Whether alerts told of what they are for.
 *
 * @see Beyer et al., "The Site Reliability Workbook", chapter 5, "Alerting Considerations": precision, recall, detection
 * time, reset time
 */
import { burnTiers } from '../objective/burn-tiers.ts';
import type { Objective } from '../objective/objective.ts';
import { NO_DATA } from './alerts.ts';
import type { SimulatedAlert } from './alerts.ts';
import type { Segment } from './segment.ts';

export interface AlertQuality {
  /** Share of alerts that told of a marked outage, 0-1; null where there was no alert, or no outage is marked. */
  readonly precision: number | null;
  /** Share of marked outages that were told of, 0-1; null where none is marked. */
  readonly recall: number | null;
  readonly outages: readonly OutageReport[];
}

export interface OutageReport {
  readonly startsAtSeconds: number;
  readonly endsAtSeconds: number;
  /** From its beginning to the first alert; null where it was missed. */
  readonly detectedAfterSeconds: number | null;
  /** Of each alert that told of it. */
  readonly alerts: readonly {
    readonly tier: string;
    readonly detectedAfterSeconds: number;
    /** From the end of the outage until the alert eased, negative where it did before; null where it never did. */
    readonly resetAfterSeconds: number | null;
  }[];
}

/** How long after an outage an alert may still begin and be about it, where no window says so. */
const NO_DATA_SECONDS = 120;

export function qualityOf(
  objective: Objective,
  segments: readonly Segment[],
  alerts: readonly SimulatedAlert[],
): AlertQuality {
  const tellsOf = attribution(objective);
  const outages = markedOutages(segments);
  const reports = outages.map((outage) =>
    reportOf(
      outage,
      alerts.filter((alert) => tellsOf(alert, outage)),
    ),
  );
  const right = alerts.filter((alert) => outages.some((outage) => tellsOf(alert, outage)));
  const detected = reports.filter(({ detectedAfterSeconds }) => detectedAfterSeconds !== null);
  return {
    precision: alerts.length === 0 || outages.length === 0 ? null : right.length / alerts.length,
    recall: outages.length === 0 ? null : detected.length / outages.length,
    outages: reports,
  };
}

type Outage = Pick<OutageReport, 'startsAtSeconds' | 'endsAtSeconds'>;

/** It begins while the outage goes on, or while the short window still holds some of it. */
function attribution({ period }: Objective): (alert: SimulatedAlert, outage: Outage) => boolean {
  const lateSeconds = new Map(burnTiers(period).map(({ name, shortMs }) => [name, shortMs / 1_000]));
  lateSeconds.set(NO_DATA, NO_DATA_SECONDS);
  return ({ tier, startsAtSeconds }, outage) => {
    const untilSeconds = outage.endsAtSeconds + (lateSeconds.get(tier) ?? 0);
    return startsAtSeconds > outage.startsAtSeconds && startsAtSeconds <= untilSeconds;
  };
}

function reportOf(outage: Outage, alerts: readonly SimulatedAlert[]): OutageReport {
  const reports = alerts.map(({ tier, startsAtSeconds, easesAtSeconds }) => ({
    tier,
    detectedAfterSeconds: startsAtSeconds - outage.startsAtSeconds,
    resetAfterSeconds: easesAtSeconds === null ? null : easesAtSeconds - outage.endsAtSeconds,
  }));
  return { ...outage, detectedAfterSeconds: reports[0]?.detectedAfterSeconds ?? null, alerts: reports };
}

/** Segments that follow each other and are both marked are one outage. */
function markedOutages(segments: readonly Segment[]): readonly Outage[] {
  const outages: Outage[] = [];
  let atSeconds = 0;
  for (const { lengthMs, isOutage } of segments) {
    const startsAtSeconds = atSeconds;
    atSeconds += lengthMs / 1_000;
    if (!isOutage) continue;
    const last = outages.at(-1);
    if (last?.endsAtSeconds === startsAtSeconds) outages[outages.length - 1] = { ...last, endsAtSeconds: atSeconds };
    else outages.push({ startsAtSeconds, endsAtSeconds: atSeconds });
  }
  return outages;
}
