/**
 * What happened in the time of an incident: its own events, those of incidents that became a part of it, and what its
 * services went through.
 */
import { correlatedIncident, incidentCorrelation, platformOf } from '@nines/kernel';
import type { EventFilter, EventLog, Incident, RecordedEvent } from '@nines/kernel';
import { isAbout, isCommon } from './events-of-services.ts';
import { sequenceAt } from './sequence-at.ts';

type Log = Pick<EventLog, 'lastSequence' | 'read'>;
type Outage = Pick<Incident, 'number' | 'services' | 'startedAt' | 'resolvedAt'>;

/** What happened shortly before may have led to it, and shortly after belongs to its end, ms. */
const MARGIN_MS = 60_000;
/** Events are written down later than they happen, an hour where the database was away, ms. */
const LATE_MS = 3_600_000;
/** How far back a change of what runs is looked for, ms. */
const CHANGES_MS = 86_400_000;

/** Administrators' alone, whatever names people and tokens have. */
const RECORD_OF_ACCESS = 'audit.';

const PAGE = 1_000;
/** Of what happened meanwhile: more would be no timeline. */
const MOST_PAGES = 20;

/** What changed what runs, and may have started trouble. */
const CHANGES = [
  'service.added',
  'service.scaled',
  'service.rolling',
  'service.removed',
  'configuration.applied',
  'configuration.refused',
];

/**
 * In the order of time, each once. What another platform's is, which shares the log, is not in it.
 *
 * @param platform - whose incident it is
 * @param nowMs - when an incident that is open ends for now
 */
export async function timelineOf(
  log: Log,
  platform: string,
  incident: Outage,
  nowMs: number,
): Promise<readonly RecordedEvent[]> {
  const startMs = Date.parse(incident.startedAt) - MARGIN_MS;
  const endMs = (incident.resolvedAt === null ? nowMs : Date.parse(incident.resolvedAt)) + MARGIN_MS;
  const begin = await sequenceAt(log, startMs);
  const numbers = await withMerged(log, begin, platform, incident.number);
  const own = await Promise.all(
    numbers.map((number) => readAll(log, 0, { correlationId: incidentCorrelation(platform, number) })),
  );
  const meanwhile = (await readAll(log, begin, {}, endMs)).filter(
    (event) =>
      isWithin(event, startMs, endMs) &&
      correlatedIncident(event.correlationId) === null && // those of other incidents are theirs
      (platformOf(event) ?? platform) === platform &&
      !event.type.startsWith(RECORD_OF_ACCESS) &&
      (isAbout(event, incident.services) || isCommon(event)),
  );
  return inOrder([...own.flat(), ...meanwhile]);
}

/** What was changed of its services, and of the whole platform, in the day before it began; the latest last. */
export async function changesBefore(log: Log, { services, startedAt }: Outage): Promise<readonly RecordedEvent[]> {
  const endMs = Date.parse(startedAt);
  const begin = await sequenceAt(log, endMs - CHANGES_MS);
  const events = await readAll(log, begin, { types: CHANGES }, endMs);
  return inOrder(
    events.filter(
      (event) => isWithin(event, endMs - CHANGES_MS, endMs) && (isAbout(event, services) || isCommon(event)),
    ),
  );
}

/** Its number, and those of all that became a part of it, or of what became a part of it. */
async function withMerged(log: Log, after: number, platform: string, number: number): Promise<readonly number[]> {
  const merges = (await readAll(log, after, { types: ['incident.merged'] })).flatMap(({ correlationId, data }) => {
    const merged = correlatedIncident(correlationId);
    if (merged?.platform !== platform || typeof data['into'] !== 'number') return [];
    return [{ merged: merged.number, into: data['into'] }];
  });
  const numbers = new Set([number]);
  for (const each of numbers) {
    for (const { merged, into } of merges) if (into === each) numbers.add(merged);
  }
  return [...numbers];
}

/** @param untilMs - when what is looked for happened at the latest */
async function readAll(
  log: Log,
  after: number,
  filter: EventFilter,
  untilMs = Infinity,
): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (let page = 0, position = after; page < MOST_PAGES; page += 1) {
    const events = await log.read(position, PAGE, filter);
    all.push(...events);
    const last = events.at(-1);
    if (last === undefined || events.length < PAGE || Date.parse(last.recordedAt) > untilMs + LATE_MS) break;
    position = last.sequence;
  }
  return all;
}

function isWithin({ time }: RecordedEvent, startMs: number, endMs: number): boolean {
  const atMs = Date.parse(time);
  return atMs >= startMs && atMs <= endMs;
}

function inOrder(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const bySequence = new Map(events.map((event) => [event.sequence, event]));
  return [...bySequence.values()].sort(
    (one, other) => Date.parse(one.time) - Date.parse(other.time) || one.sequence - other.sequence,
  );
}
