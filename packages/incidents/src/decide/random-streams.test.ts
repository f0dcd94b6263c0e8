import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPolicy, Desk } from './decide.testing.ts';
import { episodesArbitrary, inOrder, membersOf, partition, seen } from './testing/random-streams.ts';
import type { RandomEpisode, RandomReport } from './testing/random-streams.ts';

/** After everything that happens in a random stream, ms. */
const END_MS = 5 * 3_600_000;

const policyArbitrary = fc
  .record({ reopenWithinMs: fc.constantFrom(30_000, 600_000), exhausted: fc.subarray(['db', 'shop', 'web']) })
  .map(({ exhausted, ...policy }) => aPolicy({ ...policy, exhausted: new Set(exhausted) }));

/** How many messages are taken in at once, again and again. */
const sizesArbitrary = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 6 });

function* chunks(reports: readonly RandomReport[], sizes: readonly number[]): Generator<readonly RandomReport[]> {
  for (let at = 0, turn = 0; at < reports.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield reports.slice(at, at + size);
    at += size;
  }
}

/** Each message when it happens, as time goes by. */
function once(episodes: readonly RandomEpisode[], desk: Desk): Desk {
  for (const { atMs, alert } of inOrder(episodes)) desk.passTo(atMs).take(atMs, alert);
  return desk.passTo(END_MS);
}

describe('the same alerts', () => {
  it('come to the same incidents in any order, any number of times, in any messages', () => {
    const runs = fc.record({
      episodes: episodesArbitrary,
      policy: policyArbitrary,
      sizes: sizesArbitrary,
      seed: fc.integer(),
      restarts: fc.boolean(),
    });
    fc.assert(
      fc.property(runs, fc.context(), ({ episodes, policy, sizes, seed, restarts }, context) => {
        const expected = once(episodes, new Desk(policy));
        const twice = shuffled([...inOrder(episodes), ...inOrder(episodes)], seed);
        const desk = new Desk(policy);
        for (const chunk of chunks(twice, sizes)) {
          desk.take(END_MS, ...chunk.map(({ alert }) => alert));
          if (restarts) desk.restart(END_MS);
        }
        desk.passTo(2 * END_MS);
        context.log(JSON.stringify(desk.told));
        expect(seen(desk)).toEqual(seen(expected));
        const groups = [...desk.incidents.values()]
          .map((incident) => membersOf(desk, incident))
          .filter(({ length }) => length > 0);
        expect(groups.toSorted(byText)).toEqual(partition(episodes, policy.reopenWithinMs));
      }),
      { numRuns: 120 },
    );
  });
});

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** @see Fisher and Yates; the generator is Park and Miller's */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const left = [...items];
  let random = (Math.abs(seed) % 2_147_483_646) + 1;
  for (let last = left.length - 1; last > 0; last -= 1) {
    random = (random * 48_271) % 2_147_483_647;
    const at = random % (last + 1);
    [left[last], left[at]] = [left[at] as T, left[last] as T];
  }
  return left;
}
