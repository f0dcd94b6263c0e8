/** Who answers about incidents, from the parts that know. */
import { NinesError } from '@nines/kernel';
import { Silences } from '../alerts/silences.ts';
import type { ApiSources } from '../http/routes/sources.ts';
import { ALERTMANAGER } from '../monitoring/ports.ts';
import type { Parts } from '../parts.ts';
import { NotifyTests } from '../delivery/notify-tests.ts';
import { IncidentAnswers } from './incident-answers.ts';
import { randomUUID } from 'node:crypto';

type IncidentParts = Pick<ApiSources, 'chat' | 'command' | 'incidents' | 'intake' | 'notifyTests' | 'silences' | 'why'>;

export function incidentSources(parts: Parts): IncidentParts {
  const { clock } = parts.setting;
  const away = (): never => {
    throw new NinesError('API_UNAVAILABLE', 'incidents are not dealt with yet');
  };
  return {
    incidents: new IncidentAnswers({ store: away, timeline: away, postmortem: away, clock }),
    command: away,
    why: away,
    silences: new Silences({ port: () => parts.view.portOf(ALERTMANAGER), clock }),
    intake: { intakeToken: away, takeDocument: away, heartbeatToken: away, beat: away },
    notifyTests: new NotifyTests({
      store: away,
      channels: () => [],
      platform: () => parts.view.desired?.catalog.name ?? 'nines',
      newId: randomUUID,
      clock,
    }),
    chat: { slack: away, telegram: away },
  };
}
