import type { ApiToken } from '@nines/api';
import { expect, it } from 'vitest';
import { tokenRow } from './token-list.ts';

const token: ApiToken = {
  ...{ id: 'i', name: 'ci', user: null, role: 'viewer', scopes: ['read', 'account.own'] },
  ...{
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2026-01-02T00:00:59.000Z',
    lastUsedAt: null,
    revokedAt: null,
  },
};
const DAY_1 = Date.parse('2026-01-01T12:00:00Z');
const DAY_3 = Date.parse('2026-01-03T12:00:00Z');

it('tells of a token whether it counts, until when, and whether anybody uses it', () => {
  const start = ['i', 'ci', 'a service', 'viewer', 'read,account.own'];
  expect(tokenRow(token, DAY_1)).toEqual([...start, '2026-01-02 00:00Z', 'never', 'counts']);
  expect(tokenRow(token, DAY_3).at(-1)).toBe('over');
  const revoked = { ...token, user: 'ada', expiresAt: null, lastUsedAt: token.createdAt, revokedAt: token.createdAt };
  expect(tokenRow(revoked, DAY_3).slice(2)).toEqual([
    ...['ada', 'viewer', 'read,account.own', 'for ever', '2026-01-01 00:00Z', 'revoked'],
  ]);
});
