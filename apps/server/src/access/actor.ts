/** Who asks, as far as the server knows. */
import { permissionsOf } from '@nines/kernel';
import type { Permission, Role } from '@nines/kernel';

export interface Actor {
  /** Stable: `user:<id>`, `token:<id>`, `local`; `nobody` where it is not known, or of no interest. */
  readonly id: string;
  /** What people call it: of a user, of a token, of who runs the command. */
  readonly name: string;
  /** Null for nobody. */
  readonly role: Role | null;
  readonly kind: 'user' | 'token' | 'local' | 'nobody';
  readonly permissions: ReadonlySet<Permission>;
  /** Of a user who is logged in. */
  readonly session?: { readonly csrfToken: string; readonly expiresAt: string };
}

/** Whoever shows nothing: also on routes that ask for a secret of their own. */
export const NOBODY: Actor = { id: 'nobody', name: 'nobody', role: null, kind: 'nobody', permissions: new Set() };

/** Names of users of a machine; whatever else somebody calls himself is not taken over. */
const PERSON = /^[a-z_][a-z0-9_.-]{0,31}\$?$/i;

/**
 * Who speaks through the socket in the private directory: whoever gets there owns the platform.
 *
 * @param person - what the caller calls himself, for the record
 */
export function localActor(person: unknown): Actor {
  const name = typeof person === 'string' && PERSON.test(person) ? person : 'local';
  return { id: 'local', name, role: 'administrator', kind: 'local', permissions: permissionsOf('administrator') };
}
