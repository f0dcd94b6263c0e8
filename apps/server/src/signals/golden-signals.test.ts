import { describe, expect, it } from 'vitest';
import { goldenSignals } from './golden-signals.ts';
import type { Sample } from './prometheus.ts';

/** Answers by what a query is about. */
function prometheus(
  answers: readonly (readonly [RegExp, readonly Sample[]])[],
): (promql: string) => Promise<readonly Sample[]> {
  return async (promql) => answers.find(([pattern]) => pattern.test(promql))?.[1] ?? [];
}

describe('golden signals', () => {
  it('are joined by service and by edge; what nobody knows is null', async () => {
    const web = { service: 'web' };
    const edge = { consumer: 'web', service: 'db' };
    const { services, edges } = await goldenSignals(
      prometheus([
        [/^sum by \(service\) \(rate\(mesh_requests_total\{kind!="probe"\}\[1m\]\)\)$/, [{ labels: web, value: 12 }]],
        [/^histogram_quantile\(0.95, sum by \(service, le\)/, [{ labels: web, value: 0.2 }]],
        [/^sum by \(service\) \(nines_instance_memory_bytes\)/, [{ labels: { service: 'db' }, value: 1_000 }]],
        [/^sum by \(consumer, service\) \(mesh_requests_in_flight\)/, [{ labels: edge, value: 3 }]],
      ]),
      '2026-01-01T00:00:00.000Z',
    );
    expect(services.map(({ service }) => service)).toEqual(['db', 'web']);
    expect(services[1]).toMatchObject({
      requestsPerSecond: 12,
      errorRatio: null,
      latencySeconds: { p50: null, p95: 0.2, p99: null },
    });
    expect(services[0]).toMatchObject({ requestsPerSecond: null, memoryBytes: 1_000 });
    expect(edges).toEqual([
      {
        ...edge,
        requestsPerSecond: null,
        errorRatio: null,
        latencySeconds: { p50: null, p95: null, p99: null },
        inFlight: 3,
      },
    ]);
  });
});
