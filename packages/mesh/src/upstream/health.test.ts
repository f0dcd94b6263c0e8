import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_HEALTH_POLICY as POLICY, type Evidence, Health } from './health.ts';

const instances = (count: number): Health[] => Array.from({ length: count }, () => new Health(POLICY));

function pair(): readonly [Health, Health] {
  return [new Health(POLICY), new Health(POLICY)];
}

/** When an ejection that holds at `now` ends, by looking. */
function endOf(health: Health, now: number): number {
  let at = now;
  while (health.isEjected(at)) at += 50;
  return at;
}

describe('health', () => {
  it('ejects at once where nobody listens, and after five lost answers in a row', () => {
    const [one, other] = pair();
    one.failed('refused', 0, [one, other]);
    expect(one.isEjected(0)).toBe(true);
    for (let count = 0; count < 4; count += 1) other.failed('lost', 20_000, [one, other]);
    other.succeeded(20_000, 20_000);
    for (let count = 0; count < 4; count += 1) other.failed('lost', 20_000, [one, other]);
    expect(other.isEjected(20_000)).toBe(false);
    other.failed('lost', 20_000, [one, other]);
    expect(other.isEjected(20_000)).toBe(true);
  });

  it('ejects what fails more often than the others, not what fails as they do', () => {
    const run = (otherFails: boolean): boolean => {
      const [one, other] = pair();
      for (let count = 0; count < 40; count += 1) {
        const now = count * 100;
        if (count % 2 === 0 || !otherFails) other.succeeded(now, now);
        else other.failed('error', now, [one, other]);
        if (count % 2 === 0) one.succeeded(now, now);
        else one.failed('error', now, [one, other]);
      }
      return one.isEjected(4_000);
    };
    expect([run(false), run(true)]).toEqual([true, false]);
  });

  it('forgets what is older than its window', () => {
    const [one, other] = pair();
    for (let count = 0; count < 30; count += 1) one.failed('error', 0, [one, other]);
    expect(one.tally(4_999)).toEqual({ answers: 30, failures: 30 });
    expect(one.tally(20_000)).toEqual({ answers: 0, failures: 0 });
  });

  it('stays away longer each time, up to half a minute, and forgives with time', () => {
    const [one, other] = pair();
    let now = 0;
    const lengths = Array.from({ length: 8 }, () => {
      one.failed('refused', now, [one, other]);
      const began = now;
      now = endOf(one, now);
      return now - began;
    });
    expect(lengths).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    now += POLICY.forgiveMs * 20;
    one.failed('refused', now, [one, other]);
    expect(endOf(one, now) - now).toBe(1_000);
  });

  it('comes back at a good answer to a try made during its ejection, not to an older one', () => {
    const [one, other] = pair();
    one.failed('refused', 100, [one, other]);
    one.succeeded(50, 200);
    expect(one.isEjected(200)).toBe(true);
    one.succeeded(150, 250);
    expect([one.isEjected(250), one.share(250)]).toEqual([false, POLICY.firstShare]);
  });

  it('never ejects the only instance, nor more than half for what may be their load', () => {
    const event = fc.record({
      who: fc.nat(5),
      afterMs: fc.nat(3_000),
      what: fc.constantFrom<Evidence | 'good'>('lost', 'lost', 'error', 'good'),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(event, { maxLength: 200 }), (count, events) => {
        const all = instances(count);
        let now = 0;
        for (const { who, afterMs, what } of events) {
          now += afterMs;
          const health = all[who % count];
          if (what === 'good') health?.succeeded(now, now);
          else for (let times = 0; times < 3; times += 1) health?.failed(what, now, all);
          const ejected = all.filter((one) => one.isEjected(now)).length;
          expect(ejected).toBeLessThanOrEqual(count / 2);
        }
      }),
    );
  });

  it('returns with a share that only grows while nothing fails', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_000), { minLength: 2 }), (steps) => {
        const [one, other] = pair();
        one.failed('refused', 0, [one, other]);
        let now = endOf(one, 0);
        let last = one.share(now);
        expect(last).toBeCloseTo(POLICY.firstShare, 1);
        for (const step of steps) {
          now += step;
          expect(one.share(now)).toBeGreaterThanOrEqual(last);
          last = one.share(now);
        }
        expect(one.share(now + POLICY.rampMs)).toBe(1);
      }),
    );
  });
});
