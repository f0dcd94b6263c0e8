/** That alerts fired and were over, as events: each once, however often it was told; not of what is held back. */
import { incidentCorrelation, platformEventId } from '@nines/kernel';
import type { NewEvent, TakenAlert } from '@nines/kernel';
import { episodeKey } from '../grouping/episode.ts';
import { isHeldBack } from '../silences/held-back.ts';
import type { Draft } from './draft.ts';

export function alertEvents({ fired, ended, changed, now, policy: { platform } }: Draft): readonly NewEvent[] {
  const of = (type: string, keys: ReadonlySet<string>): NewEvent[] =>
    [...keys].flatMap((key) => {
      const alert = changed.get(key)?.alert;
      return alert === undefined || isHeldBack(alert) ? [] : [eventOf(platform, type, alert, now)];
    });
  return [...of('alert.fired', fired), ...of('alert.resolved', ended)];
}

function eventOf(platform: string, type: string, alert: TakenAlert, time: string): NewEvent {
  const { fingerprint, startsAt, endsAt, labels, annotations, incident } = alert;
  const { alertname = 'alert', service = alertname } = labels;
  const key = episodeKey(alert);
  const isOver = type === 'alert.resolved';
  return {
    id: platformEventId(type, platform, key),
    type,
    source: sourceOf(fingerprint),
    subject: service,
    time,
    correlationId: incident === null ? `${platform}/${key}` : incidentCorrelation(platform, incident),
    data: { fingerprint, startsAt, ...(isOver ? { endsAt } : {}), labels, annotations },
  };
}

/** Of what did not come by way of Alertmanager, what stands before the colon. */
function sourceOf(fingerprint: string): string {
  const colon = fingerprint.indexOf(':');
  return colon === -1 ? 'alertmanager' : fingerprint.slice(0, colon);
}
