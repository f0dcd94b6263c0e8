/** Sums of five minutes, of which longer windows are made: a month of increases would be half a million samples. */
import type { RecordingRule } from '@nines/kernel';
import type { Objective } from '../objective/objective.ts';
import { matchersOf } from './blocks.ts';
import type { Recipe } from './recipe.ts';
import { INCREASE, PERIOD, SUM } from './series.ts';
import { sumOver } from './sum-over.ts';

/** Evaluated every five minutes. */
export function sumRules(objectives: readonly Objective[], { periodMs }: Recipe): readonly RecordingRule[] {
  const matchers = matchersOf(objectives);
  const ratio = periodMs === undefined ? [] : [{ record: PERIOD, expr: periodRatio(matchers, periodMs) }];
  return [sumRule('total', matchers), sumRule('bad', matchers), ...ratio];
}

/** Where the sum before is missing, as when Prometheus was away, it is made up for. */
function sumRule(what: 'total' | 'bad', matchers: string): RecordingRule {
  const series = `${INCREASE[what]}{${matchers}}`;
  return {
    record: SUM[what],
    expr:
      `sum_over_time(${series}[9m59s999ms]) unless ${SUM[what]}{${matchers}} offset 1ms` +
      ` or sum_over_time(${series}[4m59s999ms])`,
  };
}

function periodRatio(matchers: string, periodMs: number): string {
  return `${sumOver('bad', matchers, periodMs)} / ${sumOver('total', matchers, periodMs)}`;
}
