import type { Silence } from '@nines/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCovered, stillToLast } from './kept-silences.ts';
import type { SilenceToMake } from './kept-silences.ts';

const NOW = Date.parse('2026-11-30T10:00:00.000Z');
const HOUR = 3_600_000;

function aSilence(fromMs: number, toMs: number, comment = 'deploy'): Silence {
  const matchers = [{ name: 'service', value: 'api', isRegex: false, isEqual: true }];
  const [startsAt, endsAt] = [at(fromMs), at(toMs)];
  return { id: 'id', state: fromMs > 0 ? 'pending' : 'active', matchers, startsAt, endsAt, by: 'ana', comment };
}

/** So long after now, ms. */
function at(ms: number): string {
  return new Date(NOW + ms).toISOString();
}

/** As it is there when it was made. */
function made({ startsAt, ...wanted }: SilenceToMake): Silence {
  const fromMs = Date.parse(startsAt) - NOW;
  return { ...aSilence(fromMs, Math.round(fromMs + wanted.durationSeconds * 1_000)), comment: wanted.comment };
}

describe('silences of a backup', () => {
  it.each<[string, Silence, readonly [string, number] | undefined]>([
    ['last on from now', aSilence(-HOUR, HOUR), [at(0), 3_600]],
    ['begin when they were to begin', aSilence(HOUR, 3 * HOUR), [at(HOUR), 7_200]],
    ['are over where they are over', aSilence(-HOUR, 0), undefined],
  ])('%s', (_name, kept, expected) => {
    const [wanted] = stillToLast([kept], NOW);
    expect(wanted && [wanted.startsAt, wanted.durationSeconds]).toEqual(expected);
  });

  it.each<[string, Silence, boolean]>([
    ['the same', aSilence(HOUR, 2 * HOUR), true],
    ['a longer one', aSilence(-HOUR, 3 * HOUR), true],
    ['one that ends before', aSilence(HOUR, 2 * HOUR - 1), false],
    ['one that begins later', aSilence(HOUR + 1, 2 * HOUR), false],
    ['one for another reason', aSilence(HOUR, 2 * HOUR, 'disks'), false],
  ])('are there, or not, where there is %s', (_name, present, expected) => {
    const [wanted] = stillToLast([aSilence(HOUR, 2 * HOUR)], NOW);
    expect(wanted && isCovered(wanted, [present])).toBe(expected);
  });

  it('are there once they were made, now and later', () => {
    const moment = fc.integer({ min: -HOUR, max: HOUR });
    const silence = fc.record({ from: moment, to: moment, comment: fc.constantFrom('deploy', 'disks') });
    fc.assert(
      fc.property(fc.array(silence), fc.nat(HOUR), (spans, laterMs) => {
        const kept = spans.map(({ comment, from, to }) => aSilence(from, to, comment));
        const present = stillToLast(kept, NOW).map(made);
        for (const nowMs of [NOW, NOW + laterMs]) {
          expect(stillToLast(kept, nowMs).every((wanted) => isCovered(wanted, present))).toBe(true);
        }
      }),
    );
  });
});
