import type { IncidentSeverity } from '@nines/kernel';
import { everyDestination } from './destination.ts';
import type { Notify, NotifyRoute } from './model-notify.ts';

export const EVERY_SEVERITY: readonly IncidentSeverity[] = [1, 2, 3, 4];

/** Who is told where the file does not say: real incidents, on every channel that there is. */
export function defaultRoutes(channels: Omit<Notify, 'routes'>): readonly NotifyRoute[] {
  const to = everyDestination(channels);
  return to.length === 0 ? [] : [{ severities: EVERY_SEVERITY, drills: false, to }];
}
