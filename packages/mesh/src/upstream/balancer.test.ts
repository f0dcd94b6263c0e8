import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../fuzz/random.ts';
import { chooseEndpoint } from './balancer.ts';
import { Endpoint, type InFlight } from './endpoint.ts';

const request = (): InFlight => ({ onEndpointUnready: () => undefined });

function endpoints(count: number): Endpoint[] {
  return Array.from({ length: count }, (_, index) => {
    return new Endpoint({ id: `a-${index}`, version: 'v1', host: '127.0.0.1', port: 1 + index });
  });
}

describe('balancer', () => {
  it('has nothing to choose from nothing', () => {
    expect(chooseEndpoint([], 0, Math.random)).toBeUndefined();
    const [only] = endpoints(1);
    expect(chooseEndpoint(only === undefined ? [] : [only], 0, Math.random, only)).toBeUndefined();
  });

  it('never chooses the excepted one, nor an ejected one while another is left', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.nat(), fc.nat(), fc.nat(), (count, seed, skipped, ejected) => {
        const all = endpoints(count);
        const except = all[skipped % count];
        const failed = all[ejected % count];
        failed?.failed(0, 1_000);
        const chosen = chooseEndpoint(all, 500, seededRandom(seed), except);
        expect(chosen).toBeDefined();
        expect(chosen).not.toBe(except);
        const others = all.filter((endpoint) => endpoint !== except && endpoint !== failed);
        if (others.length > 0) expect(chosen).not.toBe(failed);
      }),
    );
  });

  it('avoids an instance on which requests are stuck', () => {
    const [frozen, healthy] = endpoints(2);
    if (frozen === undefined || healthy === undefined) throw new Error('two were asked for');
    frozen.underWay.add(request());
    expect(chooseEndpoint([frozen, healthy], 0, seededRandom(1))).toBe(healthy);
  });

  it('spreads equal load evenly', () => {
    const all = endpoints(4);
    const random = seededRandom(1);
    const counts = new Map<Endpoint | undefined, number>();
    for (let round = 0; round < 4_000; round += 1) {
      const chosen = chooseEndpoint(all, 0, random);
      counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
    }
    for (const endpoint of all) expect(Math.abs((counts.get(endpoint) ?? 0) - 1_000)).toBeLessThan(150);
  });

  it('stays away longer with each failure, and comes back after a success', () => {
    const [endpoint] = endpoints(1);
    endpoint?.failed(0, 1_000);
    expect([endpoint?.isEjected(999), endpoint?.isEjected(1_000)]).toEqual([true, false]);
    endpoint?.failed(1_000, 1_000);
    expect([endpoint?.isEjected(2_999), endpoint?.isEjected(3_000)]).toEqual([true, false]);
    endpoint?.succeeded(5, 3_000);
    expect(endpoint?.isEjected(3_000)).toBe(false);
  });

  it('raises the expected wait at once and lowers it slowly', () => {
    const [endpoint] = endpoints(1);
    endpoint?.succeeded(100, 1_000);
    expect(endpoint?.cost).toBe(100);
    endpoint?.succeeded(10, 1_100);
    expect(endpoint?.cost).toBeGreaterThan(95);
    endpoint?.succeeded(10, 61_100);
    expect(endpoint?.cost).toBeLessThan(11);
  });
});
