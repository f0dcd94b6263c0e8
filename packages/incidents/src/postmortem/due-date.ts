/**
 * Until when a postmortem is to be ready. Business days are Monday to Friday in UTC; holidays are not known.
 *
 * @see PagerDuty, "Postmortem Process": within 3 calendar days for SEV-1, within 5 business days for SEV-2
 */
import type { IncidentSeverity } from '@nines/kernel';

interface Term {
  readonly days: number;
  readonly isBusiness: boolean;
}

const TERMS: Readonly<Record<IncidentSeverity, Term>> = {
  1: { days: 3, isBusiness: false },
  2: { days: 5, isBusiness: true },
  3: { days: 10, isBusiness: true },
  4: { days: 10, isBusiness: true },
};

const DAY_MS = 86_400_000;

/** `2026-12-24`. @param resolvedAtMs - ms since the epoch */
export function dueDate(severity: IncidentSeverity, resolvedAtMs: number): string {
  const { days, isBusiness } = TERMS[severity];
  let atMs = resolvedAtMs;
  for (let left = days; left > 0;) {
    atMs += DAY_MS;
    if (!isBusiness || isBusinessDay(atMs)) left -= 1;
  }
  return new Date(atMs).toISOString().slice(0, 10);
}

/** `5 business days (weekends are left out, holidays are not)`. */
export function termText(severity: IncidentSeverity): string {
  const { days, isBusiness } = TERMS[severity];
  return isBusiness ? `${days} business days (weekends are left out, holidays are not)` : `${days} calendar days`;
}

function isBusinessDay(atMs: number): boolean {
  return ![0, 6].includes(new Date(atMs).getUTCDay());
}
