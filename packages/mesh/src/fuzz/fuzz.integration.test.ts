import { describe, expect, it } from 'vitest';
import { fuzz } from './run.ts';

describe('the data path, differentially against node:http', () => {
  it('forwards nothing that the other side reads differently, wedges on nothing, leaks nothing', async () => {
    const { requests, responses, leaked } = await fuzz({
      requests: 1_500,
      responses: 1_000,
      seed: 20_261_120,
      signal: AbortSignal.timeout(25_000),
    });
    expect([...requests.defects, ...responses.defects]).toEqual([]);
    expect(requests.total).toBeGreaterThanOrEqual(1_500);
    expect(requests.counts.forwarded).toBeGreaterThan(200);
    expect(requests.counts.refused).toBeGreaterThan(400);
    expect(responses.counts.forwarded).toBeGreaterThan(200);
    expect(leaked).toBe(0);
  });
});
