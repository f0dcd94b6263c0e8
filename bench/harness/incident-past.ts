/** A long past of alerts and incidents, all of them over. */
import type { Incident, IncidentStore, NewMessage, TakenAlert } from '@nines/kernel';
import { openStore } from '@nines/store';
import { systemClock } from '@nines/system-clock';
import { someIncident, someNotification, someTakenAlert } from '@nines/testkit/incident-samples';

/** Of a commit. */
const INCIDENTS = 500;
const ALERTS_EACH = 20;
const DAY_MS = 86_400_000;

/** Twenty alerts an incident, each incident told of once, in the year up to yesterday. */
export async function fillPast(url: string, alerts: number, signal: AbortSignal): Promise<void> {
  const store = await openStore({ url, clock: systemClock, signal, queryTimeoutMs: 120_000 });
  try {
    const incidents = store.incidentsOf('shop');
    const count = Math.ceil(alerts / ALERTS_EACH);
    for (let from = 0, revision = 0; from < count; from += INCIDENTS, revision += 1) {
      signal.throwIfAborted();
      const numbers = Array.from({ length: Math.min(INCIDENTS, count - from) }, (_, index) => from + index + 1);
      await incidents.commit(changesOf(numbers, count, revision));
    }
    await deliverAll(incidents, signal);
  } finally {
    await store.close();
  }
}

function changesOf(numbers: readonly number[], count: number, revision: number) {
  const episodes = numbers.map((number) => {
    const startMs = Date.now() - DAY_MS - Math.round(((count - number) / count) * 365 * DAY_MS);
    return { number, startsAt: new Date(startMs).toISOString(), endsAt: new Date(startMs + 300_000).toISOString() };
  });
  const incidents = episodes.map(({ number, startsAt, endsAt }): Incident => {
    const times = { startedAt: startsAt, detectedAt: startsAt, resolvedAt: endsAt };
    const counts = { alertCount: ALERTS_EACH, firingCount: 0 };
    const disturbances = [{ from: startsAt, to: endsAt }];
    return someIncident({ number, status: 'resolved', ...times, ...counts, disturbances });
  });
  const alerts = episodes.flatMap(({ number, startsAt, endsAt }) =>
    Array.from({ length: ALERTS_EACH }, (_, index): TakenAlert => {
      const labels = {
        alertname: 'ServiceDown',
        service: `past-${number % 500}`,
        severity: 'critical',
        index: `${index}`,
      };
      const fingerprint = `${(number % 5_000).toString(16)}-${index}`;
      return someTakenAlert({ fingerprint, labels, startsAt, endsAt, receivedAt: startsAt, incident: number });
    }),
  );
  const messages = incidents.map((incident): NewMessage => {
    const [channel, reason, at] = ['webhook:archive', 'resolved', incident.startedAt] as const;
    return { channel, notification: someNotification({ incident, reason, at, key: `past/${incident.number}` }) };
  });
  return { revision, alerts, incidents, messages, events: [], answered: [] };
}

async function deliverAll(incidents: IncidentStore, signal: AbortSignal): Promise<void> {
  const lease = await incidents.acquireOutbox(signal);
  for (;;) {
    const messages = await lease.pending(5_000);
    if (messages.length === 0) break;
    const ids = messages.map(({ id }) => id);
    const now = new Date().toISOString();
    await lease.report([{ ids, state: 'sent', attempts: 1, dueAt: now, sentAt: now, failure: null, bundle: null }]);
  }
  await lease.release();
}
