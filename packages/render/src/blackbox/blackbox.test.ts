import { describe, expect, test } from 'vitest';
import type { Catalog, Service } from '@nines/catalog';
import { referenceCatalog } from '../testing/reference-catalog.ts';
import { slotsOf } from '../testing/running-platform.ts';
import { blackboxConfiguration } from './configuration.ts';
import { blackboxProbes } from './probes.ts';

const reference = await referenceCatalog();

const { ingress: _, ...first } = reference.services[0] ?? expect.fail();
const portal = { ...first, slos: [] };

/** The reference platform with nothing but its portal, which nobody reaches from outside, changed. */
function only(changes: Partial<Service>): Catalog {
  return { ...reference, services: [{ ...portal, ...changes }] };
}

const SLOTS = [0, 1].map((index) => ({ service: 'portal', slot: `portal-${index}`, port: 22_000 + index }));

function probesOf(catalog: Catalog): readonly (readonly [string, string, string])[] {
  return blackboxProbes(catalog, SLOTS).map(({ target, url, module }) => [target, url, module]);
}

describe('probes', () => {
  test('an HTTP service is asked for its readiness at its stable address', () => {
    const url = 'http://127.0.0.1:8080/readyz';
    expect(probesOf(only({}))).toEqual([[url, url, 'http_2xx']]);
  });

  test('one that says nothing about health only has to answer', () => {
    const url = 'http://127.0.0.1:8080/';
    expect(probesOf(only({ health: {} }))).toEqual([[url, url, 'http_answers']]);
  });

  const promise = (path: string): Service['slos'][number] => ({
    name: 'uptime',
    target: '99.5',
    window: { kind: 'calendar', unit: 'month', timezone: 'UTC' },
    sli: { kind: 'probe', path },
    budgeting: { method: 'occurrences' },
    alerts: { page: true, ticket: true, noData: true },
    place: { line: 1, column: 1 },
  });

  test('a path that an objective promises is asked too, and has to answer 200', () => {
    expect(probesOf(only({ slos: [promise('/health'), promise('/health')] }))).toEqual([
      ['http://127.0.0.1:8080/readyz', 'http://127.0.0.1:8080/readyz', 'http_2xx'],
      ['http://127.0.0.1:8080/health', 'http://127.0.0.1:8080/health', 'http_200'],
    ]);
  });

  test('a readiness path that is promised is asked once, for what is promised', () => {
    const url = 'http://127.0.0.1:8080/readyz';
    expect(probesOf(only({ slos: [promise('/readyz')] }))).toEqual([[url, url, 'http_200']]);
  });

  test('a TCP service is asked at each of its instances', () => {
    expect(probesOf(only({ protocol: 'tcp' }))).toEqual([
      ['127.0.0.1:22000', 'tcp://127.0.0.1:22000', 'tcp_connect'],
      ['127.0.0.1:22001', 'tcp://127.0.0.1:22001', 'tcp_connect'],
    ]);
  });

  test('a host with HTTPS is asked at the ingress, by its name', () => {
    const ingress = { host: 'talent.localhost', paths: ['/app', '/api'], tls: true };
    expect(probesOf(only({ ingress }))[1]).toEqual([
      'https://127.0.0.1:8443/app',
      'https://talent.localhost:8443/app',
      'https_talent.localhost',
    ]);
  });

  test('a service that listens nowhere, or of which nothing is wanted, is not asked', () => {
    const { port: _port, ...silent } = portal;
    expect(probesOf({ ...reference, services: [silent] })).toEqual([]);
    expect(blackboxProbes(reference, [])).toEqual([]);
  });
});

describe('modules', () => {
  const ingress = { host: 'talent.localhost', paths: ['/'], tls: true };

  test('every probe has its module, and no module is without a probe', () => {
    for (const catalog of [reference, only({ ingress }), only({ health: {} }), only({ protocol: 'tcp' })]) {
      const { modules } = blackboxConfiguration(catalog, { certificateAuthorityFile: '/ca.pem' });
      const used = blackboxProbes(catalog, slotsOf(catalog)).map(({ module }) => module);
      expect(new Set(Object.keys(modules))).toEqual(new Set(used));
    }
  });

  test('HTTP probes say that no person asks', () => {
    const options = { probeMark: 'the mark', certificateAuthorityFile: '/ca.pem' };
    const { modules } = blackboxConfiguration(only({ ingress }), options);
    const headers = Object.values(modules).map((module) => (module.prober === 'http' ? module.http.headers : {}));
    expect(headers).toEqual([
      { 'nines-declared': 'the mark' },
      { 'nines-declared': 'the mark', Host: 'talent.localhost' },
    ]);
  });
});
