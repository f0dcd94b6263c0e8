import { BLOCK_MS } from '@nines/slo';
import * as store from '@nines/store';
import { describe, expect, it } from 'vitest';
import type { Sample, Series } from '../signals/prometheus.ts';
import { countsOf } from './counts.ts';

const SIGNAL = new AbortController().signal;
const ERRORS = { service: 'web', slo: 'errors' };
const SLICED = { service: 'web', slo: 'sliced' };

type Answer = (promql: string) => readonly Sample[];

const STEPS = new Map([['web/sliced', 600]]);

/** Prometheus as far as it answers with one sample each. */
function counts(answer: Answer, asked: string[] = []) {
  const recorded = (promql: string): readonly Sample[] => {
    asked.push(promql);
    return answer(promql);
  };
  const queryRange = async (promql: string, moments: { firstMs: number }): Promise<readonly Series[]> =>
    recorded(promql).map(({ labels, value }) => ({ labels, samples: [{ atMs: moments.firstMs, value }] }));
  return countsOf({ query: async (promql) => recorded(promql), queryRange }, () => STEPS);
}

const of = (values: Readonly<Record<string, readonly Sample[]>>): Answer => {
  return (promql) => Object.entries(values).find(([name]) => promql.includes(name))?.[1] ?? [];
};

describe('what Prometheus has recorded', () => {
  it('is asked for without the moment at which an interval begins', async () => {
    const asked: string[] = [];
    await counts(of({}), asked).blocks(0, BLOCK_MS, SIGNAL);
    await counts(of({}), asked).between(1_000, 31_000, SIGNAL);
    await counts(of({}), asked).ratiosBetween(0, 7_200_000, SIGNAL);
    expect(asked.map((promql) => /\(slo:[^)]*/.exec(promql)?.[0])).toEqual([
      '(slo:total:increase[299999ms]',
      '(slo:bad:increase[299999ms]',
      '(slo:total:increase[299999ms]',
      '(slo:total:increase[29999ms]',
      '(slo:bad:increase[29999ms]',
      '(slo:total:increase[29999ms]',
      '(slo:total:increase[7199999ms]',
      '(slo:bad:increase[7199999ms]',
    ]);
  });

  it('is a block that begins five minutes before its sum, with none bad where there are none', async () => {
    const values = {
      'count_over_time(slo:total': [
        { labels: ERRORS, value: 58 },
        { labels: SLICED, value: 1 },
      ],
      'slo:total:increase': [
        { labels: ERRORS, value: 100 },
        { labels: SLICED, value: 600 },
      ],
      'slo:bad:increase': [{ labels: SLICED, value: 600 }],
    };
    expect(await counts(of(values)).blocks(BLOCK_MS, 2 * BLOCK_MS, SIGNAL)).toEqual([
      { ...ERRORS, startMs: BLOCK_MS, total: 100, bad: 0, coveredSeconds: 290 },
      { ...SLICED, startMs: BLOCK_MS, total: 600, bad: 600, coveredSeconds: 600 },
    ]);
  });

  it('covers no more time than there is', async () => {
    const values = {
      'count_over_time(slo:total': [{ labels: ERRORS, value: 4 }],
      'slo:total:increase': [{ labels: ERRORS, value: 7 }],
    };
    expect(await counts(of(values)).between(0, 17_000, SIGNAL)).toEqual(
      new Map([['web/errors', { total: 7, bad: 0, coveredSeconds: 17 }]]),
    );
  });

  it('is nothing where there is no total, or no time', async () => {
    const values = { 'slo:bad:increase': [{ labels: ERRORS, value: 3 }] };
    expect(await counts(of(values)).blocks(0, BLOCK_MS, SIGNAL)).toEqual([]);
    expect((await counts(of(values)).between(0, 60_000, SIGNAL)).size).toBe(0);
    expect((await counts(of({ 'slo:total': [{ labels: ERRORS, value: 3 }] })).between(60_000, 0, SIGNAL)).size).toBe(0);
  });
});

it('blocks are as long for those who store them as for those who look at them', () => {
  expect(store.BLOCK_MS).toBe(BLOCK_MS);
});
