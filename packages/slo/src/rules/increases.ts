/**
 * What counters have added since the look before, process by process, exactly.
 *
 * Both levels were recorded, so what one look counts the next does not, whenever it comes: a look that is missed or a
 * scrape that fails loses nothing, a counter that is born at 1 counts, and the sum over any time does not depend on how
 * often was looked.
 */
import type { RecordingRule } from '@nines/kernel';
import type { Objective } from '../objective/objective.ts';
import { begunNow, begunRule } from './begun.ts';
import { matchersOf } from './blocks.ts';
import { beforeOf, beforeRule, levelOf } from './levels.ts';
import type { Pair } from './series.ts';

/** @param objectives - all of a block, with a level rule each; evaluated after those */
export function increaseRules(objectives: readonly Objective[], lookMs: number, names: Pair): readonly RecordingRule[] {
  const byBad = countedBy('bad', objectives).map((counted) => {
    return `${added(counted, 'bad')} or ${totalOf(counted, names)} * 0`; // no series of bad ones means none
  });
  const byGood = countedBy('good', objectives).map((counted) => {
    const total = totalOf(counted, names);
    return `${total} - (${added(counted, 'good')} or ${total} * 0)`; // and no series of good ones means that all are bad
  });
  return [
    beforeRule(objectives, lookMs),
    begunRule(objectives, names.total),
    { record: names.total, expr: added(objectives, 'total') },
    { record: names.bad, expr: [...byBad, ...byGood].join(' or ') },
  ];
}

/** None, or one list. */
function countedBy(part: 'bad' | 'good', objectives: readonly Objective[]): readonly (readonly Objective[])[] {
  const counted = objectives.filter(({ indicator }) => indicator.kind === 'events' && indicator.part === part);
  return counted.length === 0 ? [] : [counted];
}

function totalOf(objectives: readonly Objective[], names: Pair): string {
  return `${names.total}{${matchersOf(objectives)}}`;
}

/**
 * Of a part that a process has not had so far it has counted none, if the process itself is known. What is lower than it
 * was counts as nothing, and so does NaN: in a sum it would last as long as the longest window.
 */
function added(objectives: readonly Objective[], part: 'total' | 'bad' | 'good'): string {
  const matchers = matchersOf(objectives);
  const before = [begunNow(matchers), beforeOf(matchers, part)];
  const unknown = part === 'total' ? [] : [`${beforeOf(matchers, 'total')} * 0`];
  const base = [...before, ...unknown].join(' or ignoring (part) ');
  return `sum by (service, slo) (${levelOf(matchers, part)} - ignoring (part) (${base}) >= 0)`;
}
