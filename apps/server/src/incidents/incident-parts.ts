/** Who answers about incidents, from the parts that know. */
import { randomUUID } from 'node:crypto';
import { NotifyTests } from '../delivery/notify-tests.ts';
import type { ApiSources } from '../http/routes/sources.ts';
import type { Parts } from '../parts.ts';
import { why } from './why.ts';

type IncidentParts = Pick<ApiSources, 'chat' | 'command' | 'incidents' | 'intake' | 'notifyTests' | 'silences' | 'why'>;

export function incidentSources(parts: Parts): IncidentParts {
  const { alertmanager, answers, chat, desk, notifiers, prometheus, secrets, setting, silences, view, watch } = parts;
  const { clock } = setting;
  const store = () => desk.store();
  const catalog = () => view.desired?.catalog;
  const asked = {
    ...{ store, catalog, prometheus, alertmanager, silences },
    remembered: () => desk.desk.firingNow(),
    detected: () => watch.alerts(),
  };
  return {
    incidents: answers,
    why: (selector, signal) => why(asked, selector, signal),
    command: (command, records) => desk.desk.command(command, records),
    silences,
    intake: {
      intakeToken: (name) => secrets.value(desk.intakes.intake(name).token.secret),
      takeDocument: (name, document) => desk.intakes.takeDocument(name, document),
      heartbeatToken: (name) => secrets.value(desk.heartbeats.heartbeat(name).token.secret),
      beat: (name) => desk.heartbeats.beat(name),
    },
    notifyTests: new NotifyTests({
      store,
      channels: () => [...notifiers.current().keys()],
      platform: () => catalog()?.name ?? 'nines',
      newId: randomUUID,
      clock,
    }),
    chat,
  };
}
