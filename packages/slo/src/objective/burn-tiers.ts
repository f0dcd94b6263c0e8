/**
 * The four window pairs of an objective, by which it is told that its budget burns.
 *
 * @see Beyer et al., "The Site Reliability Workbook", chapter 5, "Multiwindow, Multi-Burn-Rate Alerts"; the pair
 * of a day and two hours is Sloth's and Pyrra's addition
 */
import { budgetRatio } from './target.ts';
import type { Objective, Period } from './objective.ts';

export interface BurnTier {
  /** `1h/5m`, scaled to the period. Names the alert's tier wherever it is shown. */
  readonly name: string;
  readonly severity: 'critical' | 'warning';
  readonly longMs: number;
  readonly shortMs: number;
  /** How many times faster than just sustainable the budget burns. */
  readonly factor: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The period that the windows are made for. For others they scale, and the factors stay. */
const REFERENCE_MS = 30 * DAY_MS;

const TIERS = [
  { severity: 'critical', longMs: HOUR_MS, shortMs: 5 * MINUTE_MS, factor: 14.4 },
  { severity: 'critical', longMs: 6 * HOUR_MS, shortMs: 30 * MINUTE_MS, factor: 6 },
  { severity: 'warning', longMs: DAY_MS, shortMs: 2 * HOUR_MS, factor: 3 },
  { severity: 'warning', longMs: 3 * DAY_MS, shortMs: 6 * HOUR_MS, factor: 1 },
] as const;

/** Shorter windows hold too few observations to say anything. */
const SHORTEST_MS = 10_000;

const CALENDAR_DAYS = { day: 1, week: 7, month: 30, quarter: 90, year: 360 } as const;

/** For windows and projections: a month counts 30 days, so that they are the same all year. */
export function nominalLengthMs(period: Period): number {
  return period.kind === 'rolling' ? period.lengthMs : CALENDAR_DAYS[period.unit] * DAY_MS;
}

/** All four, whether or not they can fire or are wanted. Windows are whole multiples of 5 s. */
export function burnTiers(period: Period): readonly BurnTier[] {
  const scale = nominalLengthMs(period) / REFERENCE_MS;
  return TIERS.map(({ severity, longMs, shortMs, factor }) => {
    const [long, short] = [windowMs(longMs * scale), windowMs(shortMs * scale)];
    return { name: `${windowText(long)}/${windowText(short)}`, severity, longMs: long, shortMs: short, factor };
  });
}

/** Those whose windows would in proportion be too short to say anything, and so are longer than that. */
export function stretchedTiers(period: Period): readonly BurnTier[] {
  const scale = nominalLengthMs(period) / REFERENCE_MS;
  return burnTiers(period).filter((_, index) => (TIERS[index]?.shortMs ?? 0) * scale < SHORTEST_MS);
}

/** Whether a total outage would be noticed: no error ratio is above 1. */
export function canFire({ factor }: Pick<BurnTier, 'factor'>, { target }: Pick<Objective, 'target'>): boolean {
  return factor * budgetRatio(target) < 1;
}

/** Those that the objective asks for and that can fire. */
export function effectiveTiers(objective: Objective): readonly BurnTier[] {
  const { page, ticket } = objective.alerting;
  return burnTiers(objective.period).filter(
    (tier) => (tier.severity === 'critical' ? page : ticket) && canFire(tier, objective),
  );
}

function windowMs(ms: number): number {
  return Math.max(Math.round(ms / 5_000) * 5_000, SHORTEST_MS);
}

/** As Prometheus writes durations: `1h`, `5m`, `1h30m`, `10s`. */
export function windowText(ms: number): string {
  const units = [
    ['d', DAY_MS],
    ['h', HOUR_MS],
    ['m', MINUTE_MS],
    ['s', 1_000],
    ['ms', 1],
  ] as const;
  let rest = ms;
  let text = '';
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * length;
  }
  return text === '' ? '0s' : text;
}
