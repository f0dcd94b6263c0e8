import { describeAccountStore } from '@nines/testkit/account-store-contract';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Store } from '../store.ts';
import { createDatabase, openTestStore } from '../testing/test-stores.ts';

let server: TestPostgres;
let store: Store;
let platforms = 0;

beforeAll(async () => {
  server = await startTestPostgres();
  store = await openTestStore(await createDatabase(server.url));
});

afterAll(async () => {
  await store.close();
  await server.remove();
});

describeAccountStore('PostgreSQL', () => store.accountsOf(`shop-${(platforms += 1)}`));

it('lets nobody in whose account is of another platform', async () => {
  const [one, other] = [store.accountsOf('one'), store.accountsOf('other')];
  const at = '2026-01-01T00:00:00.000Z';
  const user = { name: 'eve', role: 'administrator', passwordHash: null, isDisabled: false, createdAt: at } as const;
  const id = '7b6f4f0e-4a0e-4b6b-9b9e-000000000001';
  await one.addUser({ ...user, id });
  await one.openSession('aa', { userId: id, passwordHash: null, csrf: 'c', createdAt: at, expiresAt: at });
  await one.addLink('bb', { id, role: 'administrator' }, '2027-01-01T00:00:00.000Z');
  const token = { id, name: 'ci', role: 'administrator', scopes: [], createdAt: at, expiresAt: null } as const;
  await one.addToken('cc', { ...token, userId: id });
  expect(await Promise.all([other.users(), other.tokens()])).toEqual([[], []]);
  const found = await Promise.all([
    ...[other.userNamed('eve'), other.session('aa'), other.token('cc')],
    ...[other.linkedUser('bb', at), other.changeUser(id, { role: 'viewer' }, at), other.useLink('bb', at, 'hash')],
  ]);
  expect(found.every((each) => each === undefined)).toBe(true);
  expect(await other.revokeToken(id, at)).toBe(false);
  expect(await other.addLink('dd', { id, role: 'administrator' }, '2027-01-01T00:00:00.000Z')).toBe(false);
  expect(await one.linkedUser('bb', at), 'it is still there').toMatchObject({ name: 'eve' });
  expect(await one.userNamed('eve')).toMatchObject({ role: 'administrator', passwordHash: null });
});
