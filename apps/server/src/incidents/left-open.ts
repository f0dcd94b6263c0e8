/**
 * Alerts that a version without incidents left open in the event log: fired, and not known to be over. It did not say
 * whose they are, so that they are the platform's only where it never shared the log.
 */
import type { ReportedAlert } from '@nines/incidents';
import { platformOf } from '@nines/kernel';
import type { EventLog, IncidentStore } from '@nines/kernel';
import { z } from 'zod';

const PAGE = 1_000;
/**
 * How far back is looked, events. Alertmanager tells of what is older for as long as it fires, and of its end.
 */
const LOOK_BACK = 100_000;

const labels = z.record(z.string(), z.string());
const alertSchema = z.object({ fingerprint: z.string(), startsAt: z.iso.datetime(), labels, annotations: labels });

/** @throws NinesError where the database is away */
export async function leftOpen(
  log: Pick<EventLog, 'lastSequence' | 'read'>,
  store: Pick<IncidentStore, 'isAlone' | 'platform'>,
): Promise<readonly ReportedAlert[]> {
  const unnamed = (await store.isAlone()) ? store.platform : undefined;
  const open = new Map<string, ReportedAlert>();
  for (let after = Math.max((await log.lastSequence()) - LOOK_BACK, 0); ;) {
    const events = await log.read(after, PAGE, { types: ['alert.fired', 'alert.resolved'] });
    for (const event of events) {
      const { data, recordedAt, type } = event;
      const alert = alertSchema.safeParse(data).data;
      if (alert === undefined || (platformOf(event) ?? unnamed) !== store.platform) continue;
      const key = `${alert.fingerprint}:${alert.startsAt}`;
      if (type === 'alert.fired') open.set(key, { ...alert, status: 'firing', endsAt: null, receivedAt: recordedAt });
      else open.delete(key);
    }
    const last = events.at(-1);
    if (last === undefined || events.length < PAGE) return [...open.values()];
    after = last.sequence;
  }
}
