/** What happened when, each line with its evidence. */
import type { OutboxMessage, RecordedEvent } from '@nines/kernel';
import { eventText } from '../event-text.ts';
import { relativeText, utcText } from '../moments.ts';
import { plain, table } from '../plain-text.ts';
import type { PostmortemSource } from '../postmortem-source.ts';
import { ofAlert, ofEvent, ofIncident, ofMessage } from '../references.ts';

interface Line {
  readonly at: string;
  /** Markdown, both. */
  readonly text: string;
  readonly evidence: string;
}

/** More would not be read. What is left out is told. */
const MOST = 400;

export function timeline({ incident, messages, timeline: events }: PostmortemSource): string {
  const began: Line = { at: incident.startedAt, text: 'trouble began', evidence: ofIncident(incident) };
  const told = messages.flatMap((message) => messageLine(message, incident));
  // The courier's word of a message says the same as the message.
  const happened = events.filter(({ type }) => !type.startsWith('notification.')).map(eventLine);
  const lines = [began, ...happened, ...told].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const rows = lines
    .slice(0, MOST)
    .map(({ at, text, evidence }) => [utcText(at), relativeText(at, incident.startedAt), text, evidence]);
  const all = table(['UTC', 'Since it began', 'What', 'Evidence'], rows);
  const rest = lines.length - rows.length;
  if (rest === 0) return all;
  return `${all}\n\n${rest} later lines are left out here and are in the [timeline](/api/v1/incidents/${incident.number}/timeline).`;
}

function eventLine(event: RecordedEvent): Line {
  const { fingerprint } = event.data;
  const isAlert = event.type.startsWith('alert.') && typeof fingerprint === 'string';
  const evidence = isAlert ? `${ofEvent(event)}, ${ofAlert({ fingerprint })}` : ofEvent(event);
  return { at: event.time, text: eventText(event), evidence };
}

/** When a message was sent; one that was not stands where it was decided on. */
function messageLine(message: OutboxMessage, incident: PostmortemSource['incident']): readonly Line[] {
  const { channel, decidedAt, failure, notification, sentAt, state } = message;
  if (notification.kind !== 'incident' || state === 'superseded') return [];
  const { reason } = notification;
  const failed = failure === null ? '' : `, ${plain(failure)}`;
  const untold = `${plain(channel)} was to be told (${reason}): ${state}${failed}`;
  const text = sentAt === null ? untold : `${plain(channel)} was told (${reason})`;
  return [{ at: sentAt ?? decidedAt, text, evidence: ofMessage(message, incident) }];
}
