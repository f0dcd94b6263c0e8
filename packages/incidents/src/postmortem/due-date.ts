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

/** Of the severities that owe one. */
const TERMS: Readonly<Partial<Record<IncidentSeverity, Term>>> = {
  1: { days: 3, isBusiness: false },
  2: { days: 5, isBusiness: true },
};

const DAY_MS = 86_400_000;

/** `2026-12-24`; null where none is owed. @param resolvedAtMs - ms since the epoch */
export function dueDate(severity: IncidentSeverity, resolvedAtMs: number): string | null {
  const term = TERMS[severity];
  if (term === undefined) return null;
  const { days, isBusiness } = term;
  let atMs = resolvedAtMs;
  for (let left = days; left > 0;) {
    atMs += DAY_MS;
    if (!isBusiness || isBusinessDay(atMs)) left -= 1;
  }
  return new Date(atMs).toISOString().slice(0, 10);
}

/** `5 business days (weekends are left out, holidays are not)`; null where none is owed. */
export function termText(severity: IncidentSeverity): string | null {
  const term = TERMS[severity];
  if (term === undefined) return null;
  const { days, isBusiness } = term;
  return isBusiness ? `${days} business days (weekends are left out, holidays are not)` : `${days} calendar days`;
}

function isBusinessDay(atMs: number): boolean {
  return ![0, 6].includes(new Date(atMs).getUTCDay());
}
