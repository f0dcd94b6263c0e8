/** Random streams of alerts, and what they come to by a look at all pairs. */
import type { Incident } from '@nines/kernel';
import fc from 'fast-check';
import type { ReportedAlert } from '../../alerts/reported-alert.ts';
import type { Desk } from '../decide.testing.ts';
import { firing, PLACES, resolved, T0 } from '../decide.testing.ts';

const MINUTE = 60_000;

/** One alert, from its beginning to its end, ms; `Infinity` where it fires on. */
export interface RandomEpisode {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** A message at its time. */
export interface RandomReport {
  readonly atMs: number;
  readonly alert: ReportedAlert;
}

const NAMES = [
  'ServiceDown db',
  'ErrorBudgetBurn db windows=1h',
  'ServiceDown api',
  'LatencyHigh api severity=warning',
  'ServiceDown web',
  'ErrorBudgetBurn mail windows=6h',
  'LatencyHigh shop severity=warning',
  'ServiceDown shop',
  'DiskNearlyFull other',
  'ServiceDown mesh scope=platform',
  'ServiceDown elsewhere',
  'HeartbeatMissing ',
  'ServiceDown db drill=kill',
  'ServiceDown api drill=kill',
  'ServiceDown web drill=slow',
] as const;

/** Of one alert: times of quiet and of trouble in turn, ms. */
const turnsArbitrary = fc.array(
  fc.record({ quietMs: fc.integer({ min: 1, max: 25 * MINUTE }), troubleMs: fc.integer({ min: 0, max: 20 * MINUTE }) }),
  { minLength: 1, maxLength: 4 },
);

export const episodesArbitrary: fc.Arbitrary<readonly RandomEpisode[]> = fc
  .uniqueArray(fc.record({ text: fc.constantFrom(...NAMES), turns: turnsArbitrary, isOpen: fc.boolean() }), {
    selector: ({ text }) => text,
    minLength: 1,
    maxLength: 6,
  })
  .map((alerts) => alerts.flatMap(({ text, turns, isOpen }) => episodesOf(text, turns, isOpen)));

function episodesOf(
  text: string,
  turns: readonly { readonly quietMs: number; readonly troubleMs: number }[],
  isOpen: boolean,
): readonly RandomEpisode[] {
  let atMs = 0;
  return turns.map(({ quietMs, troubleMs }, index) => {
    const startMs = atMs + quietMs;
    atMs = startMs + troubleMs;
    return { text, startMs, endMs: isOpen && index === turns.length - 1 ? Infinity : atMs };
  });
}

/** Each message once, when it happens. */
export function inOrder(episodes: readonly RandomEpisode[]): readonly RandomReport[] {
  return episodes
    .flatMap(({ text, startMs, endMs }): RandomReport[] => [
      { atMs: startMs, alert: firing(text, startMs) },
      ...(endMs === Infinity ? [] : [{ atMs: endMs, alert: resolved(text, startMs, endMs) }]),
    ])
    .toSorted((one, other) => one.atMs - other.atMs);
}

/** What must not depend on how it was told: incidents by their alerts. */
export function seen(desk: Desk): readonly unknown[] {
  const alive = [...desk.incidents.values()].filter(({ mergedInto }) => mergedInto === null);
  return alive.map((incident) => facts(incident, membersOf(desk, incident))).toSorted(byText);
}

export function membersOf({ alerts }: Desk, { number }: Incident): readonly string[] {
  const own = [...alerts.values()].filter(({ incident }) => incident === number);
  return own.map(({ fingerprint, startsAt }) => `${fingerprint}:${startsAt}`).sort();
}

function facts(incident: Incident, members: readonly string[]): unknown {
  const { title, root, services, owners, severity, drill, startedAt, resolvedAt, status } = incident;
  const { disturbances, alertCount, firingCount, isOfPlatform } = incident;
  return {
    ...{ members, title, root, services, owners, severity, drill, startedAt, resolvedAt, status },
    ...{ disturbances, alertCount, firingCount, isOfPlatform },
  };
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** Groups of alerts by a look at all pairs: what a partition has to be. */
export function partition(episodes: readonly RandomEpisode[], reopenMs: number): readonly (readonly string[])[] {
  const group = episodes.map((_, index) => index);
  const find = (index: number): number => (group[index] === index ? index : find(group[index] ?? index));
  episodes.forEach((one, oneIndex) => {
    episodes.forEach((other, otherIndex) => {
      if (areRelated(one, other, reopenMs)) group[find(oneIndex)] = find(otherIndex);
    });
  });
  const groups = Map.groupBy(episodes, (_, index) => find(index));
  return [...groups.values()].map((each) => each.map(keyOf).sort()).toSorted(byText);
}

function areRelated(one: RandomEpisode, other: RandomEpisode, reopenMs: number): boolean {
  const [a, b] = [placeOf(one), placeOf(other)];
  if (a.drill !== b.drill) return false;
  const overlap = Math.max(one.startMs, other.startMs) <= Math.min(one.endMs, other.endMs) + reopenMs;
  if (overlap && (a.place === b.place || a.needs.includes(b.place) || b.needs.includes(a.place))) return true;
  const shares = a.needs.some((each) => each !== 'mesh' && b.needs.includes(each));
  return shares && Math.abs(one.startMs - other.startMs) <= Math.min(2 * MINUTE, reopenMs);
}

function placeOf({ text }: RandomEpisode): { place: string; needs: readonly string[]; drill: string | undefined } {
  const [name, service = ''] = text.split(' ');
  const drill = /drill=(\S+)/.exec(text)?.[1];
  return { place: service === '' ? `?${name ?? ''}` : service, needs: PLACES.get(service)?.needs ?? [], drill };
}

function keyOf({ text, startMs }: RandomEpisode): string {
  return `${text}:${new Date(T0 + startMs).toISOString()}`;
}
