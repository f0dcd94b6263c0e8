import { describe, expect, it } from 'vitest';
import { testCatalog } from '../testing/test-catalog.ts';
import { ServerMetrics } from './server-metrics.ts';

const create = (): ServerMetrics =>
  new ServerMetrics({ eventLogSequence: async () => undefined, spoolLagSeconds: () => 0 });

async function lines(metrics: ServerMetrics, name: string): Promise<readonly string[]> {
  const text = await metrics.registry.getSingleMetricAsString(name);
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('what the server says of configurations', () => {
  it('begins with nothing changed and nothing refused', async () => {
    const metrics = create();
    expect(await lines(metrics, 'nines_configuration_changes_total')).toHaveLength(6);
    expect(await lines(metrics, 'nines_configuration_refused')).toEqual([
      'nines_configuration_refused{part="prometheus"} 0',
      'nines_configuration_refused{part="alertmanager"} 0',
      'nines_configuration_refused{part="blackbox"} 0',
    ]);
  });

  it('calls a part refused until one of its configurations is in effect', async () => {
    const metrics = create();
    metrics.configured('blackbox', 'refused');
    expect(await lines(metrics, 'nines_configuration_refused')).toContain(
      'nines_configuration_refused{part="blackbox"} 1',
    );
    metrics.configured('blackbox', 'applied');
    expect(await lines(metrics, 'nines_configuration_refused')).toContain(
      'nines_configuration_refused{part="blackbox"} 0',
    );
  });
});

describe('what the server says of certificates', () => {
  it('ends with the host', async () => {
    const { services } = testCatalog();
    const [web] = services;
    if (web === undefined) throw new Error('no service');
    const served = { ...web, ingress: { host: 'shop.localhost', paths: ['/'], tls: true } };
    const metrics = create();
    metrics.catalog({ services: [served] });
    metrics.certificate('shop.localhost', 5_000);
    metrics.catalog({ services: [served] });
    expect(await lines(metrics, 'nines_certificate_expiry_timestamp_seconds')).toHaveLength(1);
    metrics.catalog({ services });
    expect(await lines(metrics, 'nines_certificate_expiry_timestamp_seconds')).toEqual([]);
  });
});
