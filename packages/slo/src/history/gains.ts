/**
 * What counters gained from step to step, process by process, as the recorded increases have it.
 *
 * Of a part that a process has not had so far it has counted none. A process whose level is lower than before, and no
 * higher than what it gained within five minutes, has begun anew, and all of its level is new; of any other level that
 * is lower, or of a process that was not there before, nothing is certain, and it counts nothing.
 */
import { addTo, emptySums, stepAt } from './steps.ts';
import type { FigureSeries, Steps } from './steps.ts';

/** How far back a gain speaks for a new beginning, seconds; two steps where those are longer. */
const LATELY_SECONDS = 300;

/** So low a level is no proof of anything, and little to be wrong about. */
const FEW = 10;

export interface Gains {
  /** Of each step; NaN where no process was there. */
  readonly totals: Float64Array;
  readonly parts: Float64Array;
  /** Takes the levels of some time, which follows what was taken before. Parts are those of the same processes. */
  readonly add: (totals: readonly FigureSeries[], parts: readonly FigureSeries[]) => void;
}

interface Process {
  level: number;
  /** Undefined where it has none so far. */
  part: number | undefined;
  /** Its latest levels since it began, oldest first. */
  readonly lately: (readonly [atSeconds: number, level: number])[];
}

export function startGains(steps: Steps): Gains {
  const totals = emptySums(steps);
  const parts = emptySums(steps);
  const processes = new Map<string, Process>();
  const latelySeconds = Math.max(LATELY_SECONDS, (2 * steps.stepMs) / 1_000);

  const look = (key: string, atSeconds: number, level: number, part: number | undefined): void => {
    const step = stepAt(steps, atSeconds);
    const process = processes.get(key);
    if (process === undefined) {
      processes.set(key, { level, part, lately: [[atSeconds, level]] });
      addTo(totals, step, 0);
      return;
    }
    const { lately } = process;
    const [, lowest] = lately[0] ?? [atSeconds, process.level];
    const hasBegun = level < process.level && level <= Math.max(process.level - lowest, FEW);
    addTo(totals, step, Math.max(level - (hasBegun ? 0 : process.level), 0));
    if (part !== undefined) addTo(parts, step, Math.max(part - (hasBegun ? 0 : (process.part ?? 0)), 0));
    if (level < process.level) lately.length = 0;
    lately.push([atSeconds, level]);
    while ((lately[0]?.[0] ?? Infinity) < atSeconds - latelySeconds) lately.shift();
    process.level = level;
    process.part = part ?? (hasBegun ? undefined : process.part);
  };

  return {
    totals,
    parts,
    add: (ofTotals, ofParts) => {
      const partsByProcess = new Map(ofParts.map(({ labels, samples }) => [keyOf(labels), levelsOf(samples)]));
      for (const { labels, samples } of ofTotals) {
        const key = keyOf(labels);
        const levels = partsByProcess.get(key);
        for (const [atSeconds, level] of levelsOf(samples)) look(key, atSeconds, level, levels?.get(atSeconds));
      }
    },
  };
}

function keyOf(labels: FigureSeries['labels']): string {
  return JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** By moment. NaN is no level. */
function levelsOf(samples: FigureSeries['samples']): ReadonlyMap<number, number> {
  const levels = samples.map(([atSeconds, figure]) => [atSeconds, Number(figure)] as const);
  return new Map(levels.filter(([, level]) => !Number.isNaN(level)));
}
