/**
 * Password hashing.
 *
 * @see OWASP "Password Storage Cheat Sheet", Argon2id: m=19456 (19 MiB), t=2, p=1
 */
import type { Options } from '@node-rs/argon2';

const ARGON2ID: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hash of a password that nobody knows, with the same parameters as real ones. */
const DECOY_HASH = '$argon2id$v=19$m=19456,t=2,p=1$1aLpoSKa1t5L7AWbnFVLxw$enjowNvrii2sIaTlNe52Txu7QEv2gYaIvQdTltIHOds';

/** Hashes and checks; each takes some 50 ms of CPU on a thread of the pool, not of the event loop. */
export interface Passwords {
  /** In PHC string format, with its own salt. */
  hash(password: string): Promise<string>;
  /** False without a hash too, after the same work: time does not tell whether an account exists. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}

/** The native library is loaded with the first password: most of a replica's life may pass without one. */
export function createPasswords(): Passwords {
  const library = () => import('@node-rs/argon2');
  return {
    hash: async (password) => (await library()).hash(password, ARGON2ID),
    verify: async (hash, password) => {
      const matches = await (await library()).verify(hash ?? DECOY_HASH, password);
      return matches && hash !== undefined;
    },
  };
}
