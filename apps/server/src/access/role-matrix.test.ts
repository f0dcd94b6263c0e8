import { API_PATHS } from '@nines/api';
import { permissionsOf, PERMISSIONS, ROLES } from '@nines/kernel';
import type { Permission } from '@nines/kernel';
import { beforeAll, describe, expect, it } from 'vitest';
import { AccessBench } from '../testing/access-bench.ts';
import type { GuardedRoute } from './guard.ts';

const closed = AbortSignal.abort();
let bench: AccessBench;
let routes: readonly GuardedRoute[];

beforeAll(async () => {
  bench = new AccessBench({ closing: closed });
  await bench.app.ready();
  routes = bench.app.guarded;
});

/** Refused for who asks; whatever else goes wrong is the handler's. */
async function isRefused({ method, url }: GuardedRoute, headers: Record<string, string>): Promise<boolean> {
  bench.nowMs += 1_000; // nobody is slowed down
  const path = url.replaceAll(/:\w+/g, '1');
  const { statusCode } = await bench.app.inject({ method: method as 'GET', url: path, headers });
  return statusCode === 401 || statusCode === 403;
}

const isPermission = (needs: string): needs is Permission => (PERMISSIONS as readonly string[]).includes(needs);

describe('every route', () => {
  it('that is there is known here', () => {
    expect(routes.length).toBeGreaterThan(25);
    expect(routes.filter(({ needs }) => isPermission(needs)).length).toBeGreaterThan(20);
  });

  it('lets in exactly those whose role has what it needs, by token and by session', async () => {
    for (const role of ROLES) {
      const user = await bench.user(role, role);
      const [token, own] = [await bench.token(role), await bench.token('administrator', undefined, user)];
      for (const route of routes.filter(({ needs }) => isPermission(needs))) {
        const browser = bench.headersOf(await bench.browser(role)); // anew: logging out is a route
        const isFine = permissionsOf(role).has(route.needs as Permission);
        const name = `${route.method} ${route.url} as ${role}`;
        expect(await isRefused(route, token), `${name}, by token`).toBe(!isFine);
        expect(await isRefused(route, own), `${name}, by a token that was to do more`).toBe(!isFine);
        expect(await isRefused(route, browser), `${name}, by session`).toBe(!isFine);
      }
    }
  });

  it('lets in nobody who shows nothing, but where it needs nothing', async () => {
    for (const route of routes.filter(({ needs }) => isPermission(needs))) {
      expect(await isRefused(route, {}), `${route.method} ${route.url}`).toBe(true);
    }
  });

  it('takes a token with the one scope, and none with all the others', async () => {
    for (const needs of PERMISSIONS) {
      const only = await bench.token('administrator', [needs]);
      const others = await bench.token(
        'administrator',
        PERMISSIONS.filter((permission) => permission !== needs),
      );
      for (const route of routes.filter((each) => each.needs === needs)) {
        // A restore gives whatever is in the backup: it takes everything an administrator may.
        const isTooMuch = route.url === API_PATHS.restore;
        expect(await isRefused(route, only), `${route.method} ${route.url}`).toBe(isTooMuch);
        expect(await isRefused(route, others), `${route.method} ${route.url}`).toBe(true);
      }
    }
  });

  it('with a secret of its own gives nothing for a role', async () => {
    const administrator = await bench.token('administrator');
    for (const { method, url } of routes.filter(({ needs }) => needs === 'own-secret')) {
      const ask = async (headers: Record<string, string>): Promise<number> =>
        (await bench.app.inject({ method: method as 'GET', url: url.replaceAll(/:\w+/g, '1'), headers })).statusCode;
      const status = await ask(administrator);
      expect(status, `${method} ${url}`).toBeGreaterThanOrEqual(400);
      expect(status, `${method} ${url}`).toBe(await ask({}));
    }
  });
});
