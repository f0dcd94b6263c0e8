/** Nobody gives away, or takes over, what they may not do themselves. */
import { NinesError, permissionsOf } from '@nines/kernel';
import type { Permission, Role } from '@nines/kernel';
import type { Actor } from './actor.ts';

/** @throws NinesError `API_FORBIDDEN` where `actor` lacks any of `permissions` */
export function requireAll(actor: Actor, permissions: Iterable<Permission>): void {
  const lacking = [...permissions].filter((permission) => !actor.permissions.has(permission));
  if (lacking.length === 0) return;
  throw new NinesError('API_FORBIDDEN', `${actor.name} may not give what they may not do: ${lacking.join(', ')}`);
}

/** For whatever gives a role to somebody, or power over somebody of that role. */
export function requireRole(actor: Actor, role: Role): void {
  requireAll(actor, permissionsOf(role));
}
