import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blameIn } from './blame.ts';

const NAMES = { people: ['ana', 'Bob Miller', 'will', 'c++ (dev)'], services: ['postgres', 'api'] };

const wordsIn = (text: string): readonly string[] => blameIn(text, NAMES).map(({ words }) => words);

describe('a person who is made the cause is found', () => {
  it.each([
    ['ana forgot the migration', 'ana forgot'],
    ['It happened because Ana broke the build', 'Ana broke'],
    ['because Carla broke the build', 'because Carla broke'],
    ['Carla forgot to renew it', 'Carla forgot'],
    ['this was human error', 'human error'],
    ['deleted by Bob Miller at noon', 'deleted by Bob Miller'],
    ['it was bob miller’s mistake', 'bob miller’s mistake'],
    ['somebody did not check the plan', 'somebody did not check'],
    ['the intern deleted the table', 'the intern deleted'],
    ["She didn't read the runbook", "She didn't read"],
    ['Will caused it', 'Will caused'],
    ['c++ (dev) overlooked it', 'c++ (dev) overlooked'],
    ['we blame Carla', 'blame Carla'],
    ['an engineer should have known', 'an engineer should have'],
    ['the fault of ana', 'fault of ana'],
  ])('%j', (text, words) => {
    expect(wordsIn(text)).toContain(words);
  });
});

describe('nobody is made a cause by', () => {
  it.each([
    'acknowledged by ana',
    'ana acknowledged it after 12 s',
    'resolved by Bob Miller: the limit was raised',
    'because postgres broke the connection',
    'because Redis failed to start',
    'Postgres missed a heartbeat',
    'this will cause more load',
    'the deploy broke the ingress',
    'api caused timeouts in portal',
    'found by ana, fixed by Bob Miller',
    'a blameless review',
    'git blame shows the commit',
    'the banana forgot nothing', // "ana" is no word of its own here
    'escalated to the operator',
  ])('%j', (text) => {
    expect(wordsIn(text)).toEqual([]);
  });
});

it('whatever people are called, looking neither fails nor takes long', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' })),
      fc.string({ unit: 'binary', maxLength: 500 }),
      (people, text) => {
        blameIn(text, { people, services: people });
      },
    ),
  );
  const startedMs = performance.now();
  blameIn('because Carla '.repeat(20_000), NAMES);
  expect(performance.now() - startedMs).toBeLessThan(2_000);
});
