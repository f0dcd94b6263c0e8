import { describe, expect, it } from 'vitest';
import { eventsObjective, uptimeObjective } from '../objective/objective.testing.ts';
import type { Indicator } from '../objective/objective.ts';
import { observeHistory } from './observe-history.ts';
import type { FigureSeries } from './steps.ts';

const STEPS = { startMs: 1_000_000, stepMs: 5_000, count: 4 };

/** Figures at every moment; undefined where there is none. */
function series(figures: readonly (number | undefined)[], labels: FigureSeries['labels'] = {}): FigureSeries {
  const samples = figures.flatMap((figure, index) =>
    figure === undefined ? [] : [[1_000 + index * 5, String(figure)] as const],
  );
  return { labels, samples };
}

function increasesOf(indicator: Indicator, ...answers: readonly (readonly FigureSeries[])[]) {
  const observer = observeHistory({ indicator }, STEPS);
  observer.add(answers);
  const increases = observer.increases();
  return increases && { startMs: increases.startMs, total: [...increases.total], bad: [...increases.bad] };
}

describe('a past that nothing was recorded of', () => {
  const { indicator } = eventsObjective();

  it('is asked by process, and a comment does no harm', () => {
    const total = { form: 'counters', promql: 'x_total # all' } as const;
    const count = { form: 'window', promql: 'sum(increase(y_total[$window]))' } as const;
    const observer = observeHistory({ indicator: { kind: 'events', total, part: 'bad', count } }, STEPS);
    expect(observer.questions).toEqual(['sum by (job, instance) (x_total # all\n)', 'sum(increase(y_total[60s]))']);
  });

  it('counts what was added, and takes missing errors for none', () => {
    const total = series([100, 110, 120, 130, 140]);
    expect(increasesOf(indicator, [total], [])).toEqual({
      startMs: 1_000_000,
      total: [10, 10, 10, 10],
      bad: [0, 0, 0, 0],
    });
  });

  it('counts as bad what is not good', () => {
    const good: Indicator = { ...eventsObjective().indicator, kind: 'events', part: 'good' } as Indicator;
    const counted = increasesOf(good, [series([100, 110, 120, 130, 140])], [series([90, 99, 109, 119, 121])]);
    expect(counted?.bad).toEqual([1, 0, 0, 8]);
  });

  it('begins where there is something, and has gaps after that', () => {
    const total = series([undefined, undefined, 5, undefined, 7]);
    expect(increasesOf(indicator, [total], [])).toEqual({ startMs: 1_005_000, total: [0, NaN, 2], bad: [0, 0, 0] });
    expect(increasesOf(indicator, [], [])).toBeUndefined();
  });

  it('takes windows that are longer than steps for as many steps', () => {
    const window = { form: 'window', promql: 'increase(x_total[$window])' } as const;
    const counted = increasesOf(
      { kind: 'events', total: window, part: 'bad', count: window },
      [series([0, 120, 120, NaN, 120])],
      [series([0, 12, 0, 0, 0])],
    );
    expect(counted).toEqual({ startMs: 1_000_000, total: [10, 10, NaN, 10], bad: [1, 0, 0, 0] });
  });

  it('counts seconds where time is measured, of every series', () => {
    const up = series([1, 1, 0, NaN, 0], { instance: 'a' });
    const other = series([1, 1, 1, undefined, 0], { instance: 'b' });
    expect(increasesOf(uptimeObjective().indicator, [up, other])).toEqual({
      startMs: 1_000_000,
      total: [10, 10, NaN, 10],
      bad: [0, 5, NaN, 10],
    });
  });

  it('takes shares as they are, within reason', () => {
    const share: Indicator = { kind: 'share', metric: 'errors:ratio', part: 'bad' };
    expect(increasesOf(share, [series([0, 0.5, 7, -1, 0])])?.bad).toEqual([2.5, 5, 0, 0]);
  });
});
