import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';

import { DECLARED_LOAD_HEADER, signDeclaredLoad, verifyDeclaredLoad } from './declared-load.ts';
import { Readiness } from './service/readiness.ts';
import { createServiceApp, type ServiceApp } from './service/service-app.ts';

const KEY = 'k'.repeat(43);
const NOW = 1_790_000_000_000;
const MARK = signDeclaredLoad(KEY, 'visitors', NOW + 60_000);

describe('declared load', () => {
  it('is believed with the right signature until it expires', () => {
    expect(verifyDeclaredLoad(KEY, MARK, NOW)).toMatchObject({ source: 'visitors', kind: 'declared' });
    expect(verifyDeclaredLoad(KEY, MARK, NOW + 60_000)).toBeUndefined();
    expect(verifyDeclaredLoad(KEY, signDeclaredLoad(KEY, 'visitors', NOW + 400_000), NOW)).toBeUndefined();
    expect(verifyDeclaredLoad('x'.repeat(43), MARK, NOW)).toBeUndefined();
    expect(verifyDeclaredLoad(KEY, undefined, NOW)).toBeUndefined();
  });

  it('is not believed once any character differs', () => {
    fc.assert(
      fc.property(fc.nat(MARK.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(MARK[at] !== character);
        return verifyDeclaredLoad(KEY, MARK.slice(0, at) + character + MARK.slice(at + 1), NOW) === undefined;
      }),
    );
  });

  it('is counted apart from users, and a forged mark is not', async () => {
    const readiness = new Readiness();
    const routes = (app: ServiceApp): void => void app.get('/', () => 'hello');
    const logger = pino({ enabled: false });
    const app = await createServiceApp({ name: 'portal', logger, readiness, routes, visitorKey: KEY });
    const mark = signDeclaredLoad(KEY, 'visitors', Date.now() + 60_000);
    const probe = signDeclaredLoad(KEY, 'probe-blackbox', Date.now() + 60_000);
    for (const value of [mark, mark, probe, `${mark.slice(0, -1)}_`]) {
      await app.inject({ url: '/', headers: { [DECLARED_LOAD_HEADER]: value } });
    }
    const { body } = await app.inject('/metrics');
    expect(body).toContain('app_requests_total{method="GET",endpoint="/",service="portal"} 1');
    expect(body).toMatch(/http_request_duration_seconds_count\{[^}]*kind="declared"[^}]*\} 2/);
    expect(body).toMatch(/http_request_duration_seconds_count\{[^}]*endpoint="\/"[^}]*kind="probe"[^}]*\} 1/);
  });
});
