import type { IngressListener } from '@nines/mesh';
import type { Plan } from '@nines/runtime-process';
import { describe, expect, it } from 'vitest';
import { meshSnapshot } from './mesh-snapshot.ts';

const tls = { file: '/state/tls/ingress.pem', fingerprint: 'AB' };

function doors(hosts: Readonly<Record<string, boolean>>, material: typeof tls | undefined): readonly IngressListener[] {
  const services = Object.entries(hosts).map(([host, isSecure]) => ({
    name: host,
    protocol: 'http',
    ingress: { host: `${host}.localhost`, paths: ['/'], tls: isSecure },
    health: {
      liveness: { target: { kind: 'http', path: '/alive' } },
      readiness: { target: { kind: 'http', path: '/' } },
    },
    metrics: '/figures',
  }));
  const edges = services.map(({ name }) => ({ from: 'ingress', to: name }));
  const catalog = { services, edges, ingress: { httpPort: 8_000, httpsPort: 8_443 } };
  const plan = { catalog, edges: [] } as unknown as Plan;
  const { listeners } = meshSnapshot({ plan, views: [], portOf: () => null, tls: material, version: 1 });
  return listeners.filter((listener) => listener.kind === 'ingress');
}

describe('the doors of a platform', () => {
  it('are one where no host asks for TLS', () => {
    expect(doors({ api: false }, tls)).toMatchObject([{ port: 8_000, routes: [{ host: 'api.localhost' }] }]);
  });

  it('are two where one does: HTTP sends its clients to HTTPS, which knows no other host', () => {
    const [http, https] = doors({ api: false, shop: true }, tls);
    expect(http?.routes.map(({ host, httpsPort }) => [host, httpsPort])).toEqual([
      ['api.localhost', undefined],
      ['shop.localhost', 8_443],
    ]);
    expect(https).toMatchObject({ port: 8_443, tls, routes: [{ host: 'shop.localhost', service: 'shop' }] });
    expect(https?.routes).toHaveLength(1);
    expect(https?.routes[0]?.httpsPort).toBeUndefined();
  });

  it('hide figures, probes and the switches of faults, but no start page that is probed', () => {
    const [door] = doors({ shop: false }, undefined);
    expect(door?.routes[0]?.deniedPaths.toSorted()).toEqual(['/alive', '/faults', '/figures', '/metrics']);
  });

  it('never serve such a host without TLS, also while there is no certificate', () => {
    expect(doors({ shop: true }, undefined)).toMatchObject([{ port: 8_000, routes: [{ httpsPort: 8_443 }] }]);
  });
});
