/** What the API answers with, from the parts that know. */
import { Audit } from './access/audit.ts';
import { identifyBy } from './access/identify.ts';
import type { IdentifyOptions } from './access/identify.ts';
import { Logins } from './access/login.ts';
import { argonPasswords } from './access/passwords.ts';
import type { AccessSources } from './access/routes/access-sources.ts';
import { Sessions } from './access/sessions.ts';
import type { ServerAppOptions } from './http/server-app.ts';
import { randomUUID } from 'node:crypto';
import { Backups } from './backup/backups.ts';
import { listAlerts } from './alerts/list-alerts.ts';
import { incidentSources } from './incidents/incident-parts.ts';
import type { AccountStore } from '@nines/kernel';
import type { Parts } from './parts.ts';
import type { ApiSources } from './http/routes/sources.ts';

export function apiSources(parts: Parts, closing: AbortSignal): ApiSources {
  const { clock, stateDirectory } = parts.setting;
  Backups.removeLeftovers(stateDirectory);
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
    backups: new Backups({
      store: () => parts.stores.current,
      silences: parts.silences,
      catalog: () => parts.view.desired?.catalog,
      directory: stateDirectory,
      newId: randomUUID,
      onRestored: (takenAtMs) => {
        parts.objectives.objectives.goBackTo(takenAtMs);
        parts.accounts.lookAgain();
      },
      ...{ clock, log: parts.setting.log },
    }),
    notified: (notification) => parts.desk.notified.take(notification),
    webhookToken: parts.secrets.webhookToken(),
    access: accessSources(parts),
    clock,
    closing,
  };
}

function accessSources(parts: Parts): AccessSources {
  const { clock } = parts.setting;
  const accounts = (): AccountStore => parts.accounts.store;
  const sessions = new Sessions(accounts, clock);
  const logins = new Logins({ accounts, sessions, passwords: argonPasswords(), clock });
  return { accounts, sessions, logins, firstLogin: parts.firstLogin, eventLog: () => parts.stores.eventLog, clock };
}

/** Who may ask, and the record of it. */
export function accessOf(
  parts: Parts,
  { accounts, sessions }: AccessSources,
  isLocal: IdentifyOptions['isLocal'],
): ServerAppOptions['access'] {
  const { clock, log } = parts.setting;
  const audit = new Audit({ eventLog: () => parts.stores.eventLog, clock, log });
  return { identify: identifyBy({ isLocal, accounts, sessions, clock }), audit, accounts, clock };
}
