/** Where what a draft says can be looked up: paths of the API. */
import type { Incident, OutboxMessage, RecordedEvent, TakenAlert } from '@nines/kernel';
import { encoded, evidence } from './plain-text.ts';

export function ofEvent({ sequence }: Pick<RecordedEvent, 'sequence'>): string {
  return evidence(`event ${sequence}`, `/api/v1/events?after=${sequence - 1}&limit=1`);
}

export function ofAlert({ fingerprint }: Pick<TakenAlert, 'fingerprint'>): string {
  return evidence(`alert ${fingerprint}`, `/api/v1/alerts/${encoded(fingerprint)}/why`);
}

export function ofMessage({ id }: Pick<OutboxMessage, 'id'>, { number }: Pick<Incident, 'number'>): string {
  return evidence(`message ${id}`, `/api/v1/incidents/${number}/messages`);
}

export function ofIncident({ number }: Pick<Incident, 'number'>): string {
  return evidence(`incident ${number}`, `/api/v1/incidents/${number}`);
}

export function ofObjective({ service, slo }: { readonly service: string; readonly slo: string }): string {
  return evidence(`${service}/${slo}`, `/api/v1/objectives/${encoded(service)}/${encoded(slo)}`);
}
