/** Who may do what: permissions, and the roles that have them, as data. */

/** From the one that may least to the one that may everything: each may what those before it may. */
export const ROLES = ['viewer', 'responder', 'operator', 'administrator'] as const;

export type Role = (typeof ROLES)[number];

/** The least role that has each permission. */
export const LEAST_ROLES = {
  /** See what the platform is and does. */
  read: 'viewer',
  /** See and change what is one's own: tokens, password, sessions. */
  'account.own': 'viewer',
  'incident.act': 'responder',
  'alert.silence': 'responder',
  'objective.sign-off': 'operator',
  'notify.test': 'operator',
  'user.manage': 'administrator',
  /** Service tokens, and the tokens of others. */
  'token.manage': 'administrator',
  'audit.read': 'administrator',
  backup: 'administrator',
} as const satisfies Readonly<Record<string, Role>>;

export type Permission = keyof typeof LEAST_ROLES;

/** In the order of the table. */
export const PERMISSIONS = Object.keys(LEAST_ROLES) as readonly Permission[];

/** Whether `role` may at least what `least` may. */
export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/**
 * What somebody of a role may.
 *
 * @param scopes - narrow it; undefined leaves it whole. They never add to it.
 */
export function permissionsOf(role: Role, scopes?: readonly Permission[]): ReadonlySet<Permission> {
  const ofRole = PERMISSIONS.filter((permission) => isAtLeast(role, LEAST_ROLES[permission]));
  return new Set(scopes === undefined ? ofRole : ofRole.filter((permission) => scopes.includes(permission)));
}
