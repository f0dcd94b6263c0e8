import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Desk } from './decide.testing.ts';
import { episodesArbitrary, inOrder, seen } from './testing/random-streams.ts';
import type { RandomReport } from './testing/random-streams.ts';

/** After everything that happens in a random stream, ms. */
const END_MS = 5 * 3_600_000;

it('a decision that is not committed is made again, alone or with what came meanwhile, to the same end', () => {
  fc.assert(
    fc.property(episodesArbitrary, fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }), (episodes, crashes) => {
      const expected = new Desk();
      const desk = new Desk();
      let waiting: RandomReport[] = [];
      inOrder(episodes).forEach((report, index) => {
        expected.passTo(report.atMs).take(report.atMs, report.alert);
        waiting.push(report);
        desk.passTo(report.atMs);
        const lost = copyOf(desk).take(report.atMs, ...waiting.map(({ alert }) => alert));
        if (crashes[index % crashes.length] === true) return;
        desk.take(report.atMs, ...waiting.map(({ alert }) => alert));
        expect(lost.messages).toEqual(desk.messages);
        expect(lost.events).toEqual(desk.events);
        for (const [number, incident] of lost.incidents) expect(desk.incident(number)).toEqual(incident);
        waiting = [];
      });
      desk.take(END_MS, ...waiting.map(({ alert }) => alert)).passTo(2 * END_MS);
      expect(seen(desk)).toEqual(seen(expected.passTo(2 * END_MS)));
    }),
    { numRuns: 80 },
  );
});

/** With a store of its own, as what it decides is not kept; a decision may read there what its state forgot. */
function copyOf({ policy, state, alerts, incidents, messages, events }: Desk): Desk {
  const copy = new Desk(policy);
  copy.state = state;
  copy.messages.push(...messages);
  copy.events.push(...events);
  for (const [number, incident] of incidents) copy.incidents.set(number, incident);
  for (const [key, alert] of alerts) copy.alerts.set(key, alert);
  return copy;
}

it('two that decide on one store, of whom one at a time commits, come to what one alone would', () => {
  fc.assert(
    fc.property(episodesArbitrary, fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }), (episodes, turns) => {
      const expected = new Desk();
      const one = new Desk();
      const other = new Desk(one.policy, one);
      let last = one;
      inOrder(episodes).forEach(({ atMs, alert }, index) => {
        expected.passTo(atMs).take(atMs, alert);
        const desk = turns[index % turns.length] === true ? one : other;
        // The other one's commit made this one's state old: what it decides is refused, and it loads.
        if (desk !== last) {
          copyOf(desk).take(atMs, alert);
          desk.restart(atMs);
        }
        desk.passTo(atMs).take(atMs, alert);
        last = desk;
      });
      last.passTo(2 * END_MS);
      expect(seen(one)).toEqual(seen(expected.passTo(2 * END_MS)));
    }),
    { numRuns: 80 },
  );
});
