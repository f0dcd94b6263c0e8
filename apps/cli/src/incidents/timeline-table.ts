/** Everything that happened in an incident, in its order, what people were told included. */
import type { ApiIncident, ApiMessage, Timeline } from '@nines/api';
import { eventText } from '@nines/incidents';
import { formatDuration } from '@nines/kernel';
import { BAD_NEWS } from '../event-line.ts';
import type { Output } from '../output.ts';
import { plainTable } from '../status-table.ts';

type Colors = Output['colors'];

interface Line {
  readonly at: string;
  readonly text: string;
  readonly isBad: boolean;
}

/** `+1.2 s` is since trouble began. */
export function timelineTable(
  { startedAt }: Pick<ApiIncident, 'startedAt'>,
  timeline: Timeline['data'],
  messages: readonly ApiMessage[],
  colors: Colors,
): string {
  const events = timeline.filter(({ type }) => !type.startsWith('notification.')).map(eventLine);
  const lines = [...events, ...messages.map(messageLine)].toSorted(
    (one, other) => Date.parse(one.at) - Date.parse(other.at),
  );
  const rows = lines.map(({ at, isBad, text }) => [
    sinceText(startedAt, at),
    new Date(at).toISOString().slice(11, 23),
    isBad ? colors.red(text) : text,
  ]);
  return plainTable(['timeline', 'UTC', ''], rows, colors);
}

function eventLine(event: Timeline['data'][number]): Line {
  return { at: event.time, text: asText(eventText(event)), isBad: BAD_NEWS.has(event.type) };
}

/** How each is put, before and after the channel. */
const MESSAGE_TEXTS: Readonly<Record<ApiMessage['state'], string>> = {
  pending: 'is to be told',
  sending: 'is being told',
  sent: 'was told',
  bundled: 'was told with others',
  superseded: 'was not told any more: what followed says more',
  refused: 'was refused',
  'given-up': 'could not be told',
};

function messageLine({ attempts, channel, decidedAt, failure, reason, sentAt, state }: ApiMessage): Line {
  const took =
    sentAt === null ? '' : ` after ${formatDuration(Math.max(Date.parse(sentAt) - Date.parse(decidedAt), 0))}`;
  const tries = attempts > 1 ? `, at attempt ${attempts}` : '';
  const isBad = state === 'refused' || state === 'given-up';
  const why = failure !== null && state !== 'sent' ? `: ${failure}` : '';
  const became = state === 'superseded' && failure !== null ? 'was not told' : MESSAGE_TEXTS[state];
  return { at: sentAt ?? decidedAt, text: `${channel} ${became}: ${reason}${took}${tries}${why}`, isBad };
}

function sinceText(startedAt: string, at: string): string {
  const ms = Date.parse(at) - Date.parse(startedAt);
  return `${ms < 0 ? '-' : '+'}${formatDuration(Math.abs(ms))}`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Escapes of Markdown and HTML taken back. */
function asText(markdown: string): string {
  return markdown
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll('\u2060', '');
}
