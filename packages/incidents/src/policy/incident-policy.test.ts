import type { Catalog } from '@nines/catalog';
import { expect, it } from 'vitest';
import { policyOf } from './incident-policy.ts';

const SERVICES = [
  { name: 'db', tier: 1, owner: 'team-data' },
  { name: 'api', tier: 2 },
  { name: 'web', tier: 3 },
] as const;

function catalog(notify: Readonly<Record<string, unknown>>): Catalog {
  const edges = [
    { from: 'ingress', to: 'web' },
    { from: 'web', to: 'api' },
    { from: 'api', to: 'db' },
    { from: 'db', to: 'api' },
  ];
  const incidents = { reopenWithinMs: 600_000, intakes: [], heartbeats: [] };
  return {
    name: 'shop',
    services: SERVICES,
    edges,
    incidents,
    notify: { routes: [], webhooks: [], ...notify },
  } as unknown as Catalog;
}

it('a service needs what it calls, whatever that calls, and the mesh that carries the calls', () => {
  const { places, platform } = policyOf(catalog({}));
  expect(platform).toBe('shop');
  expect(places.get('web')).toEqual({ tier: 3, owner: null, needs: ['api', 'db', 'mesh'] });
  expect(places.get('db')).toEqual({ tier: 1, owner: 'team-data', needs: ['api', 'mesh'] });
});

it('what can be edited is brought up to date: Slack with a token, Telegram', () => {
  expect(policyOf(catalog({ slack: { webhookUrl: { secret: 'A' } } })).editing).toEqual(new Set());
  expect(policyOf(catalog({ slack: { token: { secret: 'A' } }, telegram: {} })).editing).toEqual(
    new Set(['slack', 'telegram']),
  );
});
