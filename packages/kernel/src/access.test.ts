import { expect, it } from 'vitest';
import { isAtLeast, LEAST_ROLES, PERMISSIONS, permissionsOf, ROLES } from './access.ts';

it('gives each role what those before it have, and more', () => {
  for (const [index, role] of ROLES.entries()) {
    const before = ROLES[index - 1];
    if (before === undefined) continue;
    const [more, fewer] = [permissionsOf(role), permissionsOf(before)];
    expect(fewer.isSubsetOf(more)).toBe(true);
    expect(more.size).toBeGreaterThan(fewer.size);
    expect([isAtLeast(role, before), isAtLeast(before, role)]).toEqual([true, false]);
  }
  expect(permissionsOf('administrator')).toEqual(new Set(PERMISSIONS));
});

it('lets scopes take away only', () => {
  expect(permissionsOf('viewer', ['read', 'user.manage'])).toEqual(new Set(['read']));
  expect(permissionsOf('administrator', [])).toEqual(new Set());
  expect(permissionsOf('responder', Object.keys(LEAST_ROLES) as never)).toEqual(permissionsOf('responder'));
});
