/** Postmortems that are still to be written. Pure. */
import type { ApiOwedPostmortem } from '@nines/api';
import { dueDate } from '@nines/incidents';
import { owesPostmortem } from '@nines/kernel';
import type { Incident } from '@nines/kernel';

/** The earliest date first. @param today - `2026-12-24`, UTC: what was due before it is overdue */
export function owedPostmortems(incidents: readonly Incident[], today: string): readonly ApiOwedPostmortem[] {
  const owed = incidents.filter(owesPostmortem).flatMap(({ number: incident, resolvedAt, roles, severity, title }) => {
    const due = resolvedAt === null ? null : dueDate(severity, Date.parse(resolvedAt));
    if (resolvedAt === null || due === null) return [];
    const owner = roles.scribe ?? roles.commander ?? null;
    return [{ incident, title, severity, resolvedAt, owner, due, isOverdue: due < today }];
  });
  return owed.toSorted((one, other) => Date.parse(one.due) - Date.parse(other.due) || one.incident - other.incident);
}
