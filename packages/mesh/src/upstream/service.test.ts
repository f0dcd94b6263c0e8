import { describe, expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import type { MeshEndpoint } from '../snapshot.ts';
import { Service } from './service.ts';

const CANARY_WEIGHT = 20;
const ROUNDS = 4_000;

/** A service with two instances of v1, and so many of v2 that get a fifth of the requests together. */
function withCanaries(count: number): Service {
  const instance = (version: string, index: number): MeshEndpoint => {
    return { id: `${version}-${index}`, version, host: '127.0.0.1', port: Number(version.slice(1)) * 100 + index };
  };
  const endpoints = [
    ...[0, 1].map((index) => instance('v1', index)),
    ...Array.from({ length: count }, (_, index) => instance('v2', index)),
  ];
  const service = new Service('api', DEFAULT_SETTINGS);
  service.apply({ name: 'api', protocol: 'http', endpoints, split: [{ version: 'v2', weight: CANARY_WEIGHT }] });
  return service;
}

function ejectCanaries(service: Service, count: number): void {
  const canaries = service.ready.filter(({ version }) => version === 'v2');
  for (const endpoint of canaries.slice(0, count)) service.failed(endpoint, 'refused', 0);
}

/** Share of all requests that v2 gets, in percent. */
function canaryPercent(service: Service, now: number): number {
  const random = seededRandom(1);
  let chosen = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (service.choose(now, random)?.version === 'v2') chosen += 1;
  }
  return (chosen / ROUNDS) * 100;
}

describe('a version with a share of the requests', () => {
  it.each([1, 2])('gets it back slowly after all its instances (%d) were left out', (count) => {
    const service = withCanaries(count);
    expect(Math.abs(canaryPercent(service, 0) - CANARY_WEIGHT)).toBeLessThan(2);
    ejectCanaries(service, count);
    const percents = [500, 1_000, 3_500, 6_000, 11_000].map((now) => canaryPercent(service, now));
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    const [ejected, returned = NaN, , halfway = NaN, back = NaN] = percents;
    expect(ejected).toBe(0);
    expect(returned).toBeLessThan(CANARY_WEIGHT / 2);
    expect(halfway).toBeGreaterThan(CANARY_WEIGHT / 2);
    expect(Math.abs(back - CANARY_WEIGHT)).toBeLessThan(2);
  });

  it('keeps all of it while one of its instances is well', () => {
    const service = withCanaries(2);
    ejectCanaries(service, 1);
    for (const now of [500, 1_000, 6_000]) {
      expect(Math.abs(canaryPercent(service, now) - CANARY_WEIGHT)).toBeLessThan(2);
    }
  });
});
