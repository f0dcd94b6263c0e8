import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { chooseEndpoint } from './balancer.ts';
import { Endpoint, type InFlight } from './endpoint.ts';
import { DEFAULT_HEALTH_POLICY } from './health.ts';

const request = (): InFlight => ({ onEndpointUnready: () => undefined });

function endpoints(count: number): Endpoint[] {
  return Array.from({ length: count }, (_, index) => {
    return new Endpoint({ id: `a-${index}`, version: 'v1', host: '127.0.0.1', port: 1 + index }, DEFAULT_HEALTH_POLICY);
  });
}

function eject(endpoint: Endpoint | undefined, all: readonly Endpoint[], now = 0): void {
  endpoint?.health.failed(
    'refused',
    now,
    all.map(({ health }) => health),
  );
}

/** How often each was chosen. */
function shares(all: readonly Endpoint[], now: number, rounds: number, seed = 1): readonly number[] {
  const random = seededRandom(seed);
  const counts = new Map<Endpoint | undefined, number>();
  for (let round = 0; round < rounds; round += 1) {
    const chosen = chooseEndpoint(all, now, random);
    counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
  }
  return all.map((endpoint) => (counts.get(endpoint) ?? 0) / rounds);
}

describe('balancer', () => {
  it('has nothing to choose from nothing', () => {
    expect(chooseEndpoint([], 0, Math.random)).toBeUndefined();
    const [only] = endpoints(1);
    expect(chooseEndpoint(only === undefined ? [] : [only], 0, Math.random, only)).toBeUndefined();
  });

  it('never chooses the excepted one, nor an ejected one while another is left', () => {
    const index = fc.nat(5);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.nat(), index, fc.array(index), (count, seed, skipped, failed) => {
        const all = endpoints(count);
        const except = all[skipped % count];
        for (const position of failed) eject(all[position % count], all);
        const chosen = chooseEndpoint(all, 500, seededRandom(seed), except);
        expect(chosen).toBeDefined();
        expect(chosen).not.toBe(except);
        const healthy = all.filter((endpoint) => endpoint !== except && !endpoint.health.isEjected(500));
        if (healthy.length > 0) expect(healthy).toContain(chosen);
      }),
    );
  });

  it('uses all alike where all have failed', () => {
    const all = endpoints(3);
    for (const endpoint of all) eject(endpoint, all);
    for (const share of shares(all, 500, 3_000)) expect(share).toBeCloseTo(1 / 3, 1);
  });

  it('lets a returning one have a growing share', () => {
    const all = endpoints(2);
    eject(all[0], all);
    const returned = [500, 1_000, 6_000, 11_000].map((now) => shares(all, now, 4_000)[0] ?? NaN);
    for (const [index, expected] of [0, 0.05, 0.275, 0.5].entries()) expect(returned[index]).toBeCloseTo(expected, 1);
    expect(returned).toEqual(returned.toSorted((a, b) => a - b));
  });

  it('avoids an instance on which requests are stuck', () => {
    const [frozen, healthy] = endpoints(2);
    if (frozen === undefined || healthy === undefined) throw new Error('two were asked for');
    frozen.underWay.add(request());
    expect(chooseEndpoint([frozen, healthy], 0, seededRandom(1))).toBe(healthy);
  });

  it('spreads equal load evenly', () => {
    for (const share of shares(endpoints(4), 0, 4_000)) expect(Math.abs(share - 0.25)).toBeLessThan(0.04);
  });

  it('raises the expected wait at once and lowers it slowly, with answers and without', () => {
    const [endpoint, forgotten] = endpoints(2);
    endpoint?.measured(100, 1_000);
    forgotten?.measured(100, 1_000);
    expect(endpoint?.cost(1_000)).toBe(100);
    endpoint?.measured(10, 1_100);
    expect(endpoint?.cost(1_100)).toBeGreaterThan(95);
    endpoint?.measured(10, 61_100);
    expect(endpoint?.cost(61_100)).toBeLessThan(11);
    expect(forgotten?.cost(11_000)).toBeCloseTo(100 / Math.E, 0);
  });
});
