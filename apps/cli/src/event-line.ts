/** One event as a line for people. */
import type { createColors } from 'picocolors';
import type { NinesEvent } from '@nines/kernel';
import type { EventType } from '@nines/runtime-process';

/** What the server and the spool tell, besides what supervision does. */
type OtherEventType = 'events.lost' | 'alert.fired' | 'configuration.refused';

/** Somebody or something is worse off than before. */
export const BAD_NEWS: ReadonlySet<string> = new Set<EventType | OtherEventType>([
  'instance.unready',
  'instance.stuck',
  'instance.crashed',
  'instance.crash-looping',
  'service.down',
  'service.roll-stalled',
  'events.lost',
  'alert.fired',
  'configuration.refused',
]);

/** Longest value that is shown whole, characters; `--json` has all of it. */
const LONGEST_VALUE = 200;

/** Facts in an order of their own: the log does not keep the one in which they were written. */
export function eventLine(event: NinesEvent, colors: ReturnType<typeof createColors>): string {
  const { data, subject, time, type } = event;
  const said = BAD_NEWS.has(type) ? colors.red(type) : type;
  const facts = type.startsWith('alert.') ? alertText(event) : factsText(data);
  return `${colors.dim(time)} ${colors.cyan(subject)} ${said} ${colors.dim(facts)}`.trimEnd();
}

/** `critical ServiceDown web-0: SUMMARY`. The instance is left out where it is the subject itself. */
function alertText({ data, subject }: NinesEvent): string {
  const labels = textsOf(data['labels']);
  const { alertname, instance, severity } = labels;
  const head = [severity, alertname, instance === subject ? undefined : instance].filter((part) => part !== undefined);
  const { summary } = textsOf(data['annotations']);
  return shortened(summary === undefined ? head.join(' ') : `${head.join(' ')}: ${summary}`);
}

function textsOf(value: unknown): Readonly<Record<string, string | undefined>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string'));
}

function factsText(data: NinesEvent['data']): string {
  return sortedEntries(data)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${shortened(typeof value === 'string' ? value : JSON.stringify(value, plainly))}`)
    .join(' ');
}

function plainly(_: string, value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value * 1_000) / 1_000;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(sortedEntries(value));
}

function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** In one line. */
function shortened(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' ');
  const characters = Array.from(line);
  return characters.length <= LONGEST_VALUE ? line : `${characters.slice(0, LONGEST_VALUE - 1).join('')}…`;
}
