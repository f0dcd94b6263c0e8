import { LEAST_ROLES, permissionsOf, ROLES } from '@nines/kernel';
import type { Permission, Role } from '@nines/kernel';
import { describe, expect, it } from 'vitest';
import { createTestApp } from '../testing/test-app.ts';
import { localActor, NOBODY } from './actor.ts';
import type { Actor } from './actor.ts';
import type { Need } from './guard.ts';

function someone(role: Role, scopes?: readonly Permission[]): Actor {
  return { id: 'user:1', name: 'ada', role, kind: 'user', permissions: permissionsOf(role, scopes) };
}

async function statusFor(actor: Actor | undefined, needs: Need): Promise<number> {
  const app = createTestApp({}, { identify: async () => actor });
  app.get('/tried', { config: { needs } }, ({ actor: { name } }) => ({ name }));
  return (await app.inject('/tried')).statusCode;
}

describe('a route', () => {
  it('that does not say what it needs is not added', () => {
    expect(() => createTestApp({}).get('/open', () => 'secret')).toThrow('GET /open does not say what it needs');
  });

  it('that needs nothing of its callers does not ask who they are', async () => {
    const identify = (): never => {
      throw new Error('asked');
    };
    const app = createTestApp({}, { identify });
    const open = ['anyone', 'own-secret'] as const;
    for (const needs of open) app.get(`/${needs}`, { config: { needs } }, ({ actor }) => ({ name: actor.name }));
    for (const needs of open) expect((await app.inject(`/${needs}`)).json()).toEqual({ name: NOBODY.name });
  });

  it.each(Object.keys(LEAST_ROLES) as Permission[])('that needs %s is for its roles', async (needs) => {
    const may = ROLES.indexOf(LEAST_ROLES[needs]);
    for (const [index, role] of ROLES.entries()) {
      expect(await statusFor(someone(role), needs), role).toBe(index >= may ? 200 : 403);
    }
    expect(await statusFor(undefined, needs)).toBe(401);
    expect(await statusFor(someone('administrator', []), needs)).toBe(403);
  });
});

describe('who speaks through the socket', () => {
  it.each([undefined, '', 'a b', 'x'.repeat(40), ['ada'], '<b>', 'ada\n'])('is not called %j', (person) => {
    expect(localActor(person).name).toBe('local');
  });

  it('is called what he calls himself', () => {
    expect(localActor('ada').name).toBe('ada');
  });
});
