import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startGains } from './gains.ts';
import type { FigureSeries } from './steps.ts';

const STEP = 5;
const BEGAN = 1_000;

type Levels = readonly (number | undefined)[];

/** Levels at every step from the moment before the first on; undefined where there is none. */
function process(instance: string, levels: Levels): FigureSeries {
  const samples = levels.flatMap((level, index) =>
    level === undefined ? [] : [[BEGAN + index * STEP, String(level)] as const],
  );
  return { labels: { instance }, samples };
}

function gainsOf(totals: readonly FigureSeries[], parts: readonly FigureSeries[] = []) {
  const count = Math.max(...totals.map(({ samples }) => ((samples.at(-1)?.[0] ?? BEGAN) - BEGAN) / STEP));
  const gains = startGains({ startMs: BEGAN * 1_000, stepMs: STEP * 1_000, count });
  gains.add(totals, parts);
  return { totals: [...gains.totals], parts: [...gains.parts] };
}

describe('gains of counters', () => {
  it('are what was added from one moment to the next, over all processes', () => {
    const { totals } = gainsOf([process('a', [10, 11, 11, 14]), process('b', [5, 5, 7, 7])]);
    expect(totals).toEqual([1, 2, 3]);
  });

  it('are all of the level where a process has begun anew, and of what it counted with it', () => {
    const totals = process('a', [100, 130, 160, 25, 55]);
    const parts = process('a', [9, 10, 11, 12, 13]);
    expect(gainsOf([totals], [parts])).toEqual({ totals: [30, 30, 25, 30], parts: [1, 1, 12, 1] });
  });

  it('are none where counters are given up', () => {
    expect(gainsOf([process('a', [5_000, 5_001, 4_000, 4_001])]).totals).toEqual([1, 0, 1]);
  });

  it('begin where a process is seen first', () => {
    const late = [undefined, undefined, 7_000, 7_001];
    const { totals, parts } = gainsOf([process('a', [1, 2, 3, 4]), process('b', late)], [process('b', late)]);
    expect(totals).toEqual([1, 1, 2]);
    expect(parts).toEqual([NaN, NaN, 1]);
  });

  it('count the first error of a process, however late it comes', () => {
    const { parts } = gainsOf([process('a', [10, 11, 12, 13])], [process('a', [undefined, undefined, 1, 3])]);
    expect(parts).toEqual([NaN, 1, 2]);
  });

  it('lose nothing while nobody answers', () => {
    expect(gainsOf([process('a', [10, undefined, undefined, 15, 16])]).totals).toEqual([NaN, NaN, 5, 1]);
  });

  it('know a process whatever the order of its labels', () => {
    const gains = startGains({ startMs: BEGAN * 1_000, stepMs: STEP * 1_000, count: 1 });
    const samples = process('a', [1, 2]).samples;
    gains.add([{ labels: { job: 'x', instance: 'a' }, samples }], [{ labels: { instance: 'a', job: 'x' }, samples }]);
    expect([...gains.parts]).toEqual([1]);
  });

  it('do not depend on where pieces end', () => {
    const increments = fc.array(fc.nat(9), { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(increments, fc.nat(40), (added, cut) => {
        const levels = added.map((_, index) => added.slice(0, index + 1).reduce((sum, each) => sum + each, 0));
        const whole = process('a', levels);
        const gains = startGains({ startMs: BEGAN * 1_000, stepMs: STEP * 1_000, count: levels.length - 1 });
        for (const samples of [whole.samples.slice(0, cut), whole.samples.slice(cut)]) {
          gains.add([{ ...whole, samples }], []);
        }
        expect([...gains.totals]).toEqual(added.slice(1));
      }),
    );
  });
});
