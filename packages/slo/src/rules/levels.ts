/**
 * What counters show at one look.
 *
 * All counters of an objective are read by one rule, since two rules may see two scrapes: requests counted at one look
 * whose failures are counted at the next would be failures without requests.
 */
import type { RecordingRule } from '@nines/kernel';
import type { EventIndicator, Objective } from '../objective/objective.ts';
import { matchersOf } from './blocks.ts';
import { bracketed } from './matchers.ts';
import { plainText } from './decimals.ts';
import { BEFORE, identity, LEVEL } from './series.ts';

/** For so long a process that is away is not forgotten. One that has started since then was not seen before that. */
export const MEMORY_SECONDS = 900;

type Part = 'total' | 'bad' | 'good';

export function levelRule(objective: Objective, indicator: EventIndicator): RecordingRule {
  const { total, part, count } = indicator;
  return {
    record: LEVEL,
    expr: `${summed('total', total.promql)} or ${summed(part, count.promql)}`,
    labels: { ...identity(objective), definition: fingerprint(JSON.stringify([total.promql, count.promql])) },
  };
}

function summed(part: Part, counters: string): string {
  return `label_replace(sum by (job, instance) ${bracketed(counters)}, "part", "${part}", "", "")`;
}

/** As the look shows it. */
export function levelOf(matchers: string, part: Part): string {
  return `${LEVEL}{${matchers},part="${part}"}`;
}

/**
 * The levels that the look before showed, whenever that was. Where a look was left out in between, as while Prometheus was
 * away, that is recorded as well, as the part `missed`. Evaluated after the levels.
 */
export function beforeRule(objectives: readonly Objective[], lookMs: number): RecordingRule {
  const matchers = matchersOf(objectives);
  const last = `last_over_time(${LEVEL}{${matchers}}[${MEMORY_SECONDS / 60}m] offset 1ms)`;
  const lookedAt = `timestamp(${beforeOf(matchers, 'total')} offset 1ms)`;
  const late = plainText((1.5 * lookMs) / 1_000);
  return { record: BEFORE, expr: `${last} or label_replace(${lookedAt} < time() - ${late}, "part", "missed", "", "")` };
}

export function beforeOf(matchers: string, part: Part | 'missed'): string {
  return `${BEFORE}{${matchers},part="${part}"}`;
}

/** FNV-1a, 32 bits, over UTF-16 units. @see Fowler, Noll, Vo, "The FNV Non-Cryptographic Hash Algorithm", section 2 */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
