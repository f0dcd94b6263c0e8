import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import type { MeshEndpoint, MeshService } from '../snapshot.ts';
import type { InFlight } from './endpoint.ts';
import { Services } from './services.ts';

const instance: MeshEndpoint = { id: 'api-0', version: 'v1', host: '127.0.0.1', port: 1 };
const listed: MeshService = { name: 'api', protocol: 'http', endpoints: [instance] };

describe('services', () => {
  it('keep their identity from snapshot to snapshot', () => {
    const services = new Services(DEFAULT_SETTINGS);
    services.apply([listed]);
    const api = services.get('api');
    services.apply([{ ...listed, endpoints: [] }]);
    expect(services.get('api')).toBe(api);
  });

  it('are forgotten once no snapshot lists them and nothing is under way', () => {
    const services = new Services(DEFAULT_SETTINGS);
    services.apply([listed]);
    const request: InFlight = { onEndpointUnready: () => undefined };
    const [endpoint] = services.get('api').ready;
    endpoint?.underWay.add(request);
    services.apply([]);
    expect(services.status()).toMatchObject([{ id: 'api-0', state: 'draining', inFlight: 1 }]);
    expect(services.size).toBe(1);
    endpoint?.underWay.delete(request);
    expect(services.status()).toEqual([]);
    expect(services.size).toBe(0);
  });

  it('stay while they are listed, also without instances', () => {
    const services = new Services(DEFAULT_SETTINGS);
    services.apply([{ ...listed, endpoints: [] }]);
    expect(services.status()).toEqual([]);
    expect(services.size).toBe(1);
  });
});
