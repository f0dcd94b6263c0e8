import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { decideFault, drawDelay, type FaultSubject, matches } from './decide.ts';
import type { LatencyEffect, MeshFault } from './fault.ts';

const FAULT: MeshFault = { id: 'f', per: 'request', match: {}, effect: { kind: 'abort', status: 503 }, leaseMs: 1_000 };

const subject: FaultSubject = {
  ...{ consumer: 'web', service: 'api', version: 'v2' },
  request: {
    method: 'GET',
    target: () => '/users/7?page=2',
    field: (name) => ({ 'x-tenant': 'acme' })[name],
  },
};

/** Which of `count` matches are struck. */
function decisions(fault: MeshFault, count: number): readonly boolean[] {
  const random = seededRandom(fault.seed ?? 1);
  return Array.from({ length: count }, (_, before) => decideFault(fault, before, random) !== undefined);
}

describe('deciding about faults', () => {
  it.each([
    [{}],
    [{ consumer: 'web', service: 'api', version: 'v2' }],
    [{ method: 'GET', path: '/users/7' }],
    [{ path: '/USERS//7/' }],
    [{ pathPrefix: '/users' }],
    [{ pathPrefix: '/' }],
    [{ headers: { 'X-Tenant': 'acme' } }],
  ])('matches %j', (match) => {
    expect(matches(match, subject)).toBe(true);
  });

  it.each([
    [{ consumer: 'ingress' }],
    [{ service: 'auth' }],
    [{ version: 'v1' }],
    [{ method: 'POST' }],
    [{ path: '/users' }],
    [{ pathPrefix: '/user' }],
    [{ headers: { 'x-tenant': 'Acme' } }],
    [{ headers: { 'x-tenant': 'acme', 'x-other': '1' } }],
  ])('does not match %j', (match) => {
    expect(matches(match, subject)).toBe(false);
  });

  it('strikes never at 0 and always at 1', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(200), (seed, count) => {
        expect(decisions({ ...FAULT, seed, probability: 0 }, count)).not.toContain(true);
        expect(decisions({ ...FAULT, seed, probability: 1 }, count)).not.toContain(false);
      }),
    );
  });

  it('strikes the share that it says, the same ones with the same seed, others with another', () => {
    const some = { ...FAULT, probability: 0.3, seed: 7 };
    const struck = decisions(some, 10_000).filter(Boolean).length;
    expect(struck / 10_000).toBeCloseTo(0.3, 1);
    expect(decisions(some, 1_000)).toEqual(decisions(some, 1_000));
    expect(decisions(some, 1_000)).not.toEqual(decisions({ ...some, seed: 8 }, 1_000));
  });

  it('strikes the first so many only, and those as it would without that', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 50 }),
        (seed, probability, first) => {
          const all = decisions({ ...FAULT, seed, probability }, 60);
          const some = decisions({ ...FAULT, seed, probability, first }, 60);
          expect(some).toEqual(all.map((isStruck, index) => isStruck && index < first));
        },
      ),
    );
  });

  it('draws delays from the distribution that it names', () => {
    const draw = (effect: LatencyEffect): { mean: number; deviation: number; min: number; max: number } => {
      const random = seededRandom(3);
      const delays = Array.from({ length: 20_000 }, () => drawDelay(effect, random));
      const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
      const variance = delays.reduce((sum, delay) => sum + (delay - mean) ** 2, 0) / delays.length;
      return { mean, deviation: Math.sqrt(variance), min: Math.min(...delays), max: Math.max(...delays) };
    };
    const uniform = draw({ kind: 'latency', ms: 100, jitterMs: 30 });
    expect(uniform.mean).toBeCloseTo(100, 0);
    expect(uniform.deviation).toBeCloseTo(30 / Math.sqrt(3), 0);
    expect([uniform.min >= 70, uniform.max <= 130]).toEqual([true, true]);
    const normal = draw({ kind: 'latency', ms: 100, jitterMs: 20, distribution: 'normal' });
    expect(normal.mean).toBeCloseTo(100, 0);
    expect(normal.deviation).toBeCloseTo(20, 0);
    expect(normal.max).toBeGreaterThan(150);
    expect(draw({ kind: 'latency', ms: 5, jitterMs: 50, distribution: 'normal' }).min).toBe(0);
    expect(draw({ kind: 'latency', ms: 5 })).toMatchObject({ min: 5, max: 5 });
  });
});
