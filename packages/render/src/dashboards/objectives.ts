/** Where dashboards draw the line between good and bad. */
import type { Level } from './panel-spec.ts';

export interface Objectives {
  /** Seconds; the strictest of all services. */
  readonly latencySeconds: number;
  /** Share of requests that may fail, 0-1; the strictest of all services. */
  readonly errorRatio: number;
}

/** Orange from four fifths of the limit on, red from the limit on. */
export function levelsUpTo(limit: number): readonly Level[] {
  return [
    { value: Number((limit * 0.8).toPrecision(6)), color: 'orange' },
    { value: limit, color: 'red' },
  ];
}

/** Red from the limit on: for what has no "nearly". */
export function redFrom(value: number): readonly Level[] {
  return [{ value, color: 'red' }];
}
