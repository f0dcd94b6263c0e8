/** Several notifications in one message: what is said of each incident last. */
import type { IncidentNotification, Notification, PlainNotification } from '@nines/kernel';

export interface Bundle {
  /** Of each incident the latest; in the order in which they were told first. */
  readonly incidents: readonly IncidentNotification[];
  readonly plain: readonly PlainNotification[];
}

export function bundleOf(notifications: readonly Notification[]): Bundle {
  const incidents = new Map<number, IncidentNotification>();
  for (const one of notifications) if (one.kind === 'incident') incidents.set(one.incident.number, one);
  return { incidents: [...incidents.values()], plain: notifications.filter((one) => one.kind === 'plain') };
}

/** `3 incidents, 1 notice`. */
export function bundleHeadline({ incidents, plain }: Bundle): string {
  const drills = incidents.filter(({ incident }) => incident.drill !== null).length;
  const counts = [
    counted(incidents.length - drills, 'incident'),
    counted(drills, 'drill'),
    counted(plain.length, 'notice'),
  ];
  return counts.filter((text) => text !== undefined).join(', ');
}

function counted(count: number, noun: string): string | undefined {
  return count === 0 ? undefined : `${count} ${noun}${count === 1 ? '' : 's'}`;
}
