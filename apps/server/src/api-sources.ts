/** What the API answers with, from the parts that know. */
import { listAlerts } from './alerts/list-alerts.ts';
import { incidentSources } from './incidents/incident-parts.ts';
import type { Parts } from './parts.ts';
import type { ApiSources } from './http/routes/sources.ts';

export function apiSources(parts: Parts, closing: AbortSignal): ApiSources {
  const { clock } = parts.setting;
  return {
    status: () => parts.runtime.status(),
    eventLog: () => parts.stores.eventLog,
    signals: async (signal) => {
      const { goldenSignals } = await import('./signals/golden-signals.ts');
      const at = new Date(clock.now()).toISOString();
      return goldenSignals((promql) => parts.prometheus.query(promql, signal), at);
    },
    alerts: async (signal) => {
      const [rules, held] = await Promise.all([
        parts.prometheus.alerts(signal).catch(() => undefined),
        parts.alertmanager.alerts(signal).catch(() => undefined),
      ]);
      return listAlerts({ detected: parts.watch.alerts() ?? [], rules, held });
    },
    objectives: parts.objectives.answers,
    credits: parts.objectives.credits,
    reviews: parts.objectives.reviews,
    ...incidentSources(parts),
    notified: (notification) => parts.desk.notified.take(notification),
    webhookToken: parts.secrets.webhookToken(),
    clock,
    closing,
  };
}
