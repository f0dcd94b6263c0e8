import { expect, test } from 'vitest';
import { interruptHandler } from './interrupts.ts';
import type { Interrupt } from './interrupts.ts';

/** What the handler does with signals at given times, ms. */
function outcome(...signals: readonly (readonly [Interrupt, number])[]): readonly string[] {
  const done: string[] = [];
  let now = 0;
  const handle = interruptHandler({
    abort: ({ message }) => done.push(`abort ${message}`),
    exit: (code) => done.push(`exit ${code}`),
    now: () => now,
  });
  for (const [signal, at] of signals) {
    now = at;
    handle(signal);
  }
  return done;
}

test('one Ctrl-C that arrives several times is one', () => {
  expect(outcome(['SIGINT', 0], ['SIGINT', 3], ['SIGINT', 400])).toEqual(['abort SIGINT']);
});

test('a second Ctrl-C does not wait for the first', () => {
  expect(outcome(['SIGINT', 0], ['SIGINT', 3], ['SIGINT', 900])).toEqual(['abort SIGINT', 'exit 130']);
});

test('so does a second SIGTERM, but not a terminal that is closed', () => {
  expect(outcome(['SIGTERM', 0], ['SIGTERM', 900])).toEqual(['abort SIGTERM', 'exit 143']);
  expect(outcome(['SIGHUP', 0], ['SIGHUP', 900], ['SIGHUP', 1_800])).toEqual(['abort SIGHUP']);
});
