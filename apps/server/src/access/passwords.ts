/**
 * Passwords as they are kept: Argon2id with 19 MiB, two passes, one lane.
 *
 * @see OWASP, "Password Storage Cheat Sheet": Argon2id; @see RFC 9106
 */
import type { hash, verify } from '@node-rs/argon2';

interface Argon2 {
  readonly hash: typeof hash;
  readonly verify: typeof verify;
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long where there is nothing to compare with, and is false then. */
  isRight(password: string, kept: string | null): Promise<boolean>;
}

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each takes its memory and a core. */
const AT_ONCE = 2;

/** Loaded when the first password is typed: most servers live without. */
export function argonPasswords(load: () => Promise<Argon2> = () => import('@node-rs/argon2')): Passwords {
  let decoy: Promise<string> | undefined;
  const turns = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  let next = 0;
  const inTurn = async <T>(work: (argon2: Argon2) => Promise<T>): Promise<T> => {
    next = (next + 1) % AT_ONCE;
    const turn = next;
    const done = (turns[turn] ?? Promise.resolve()).then(async () => work(await load()));
    turns[turn] = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  };
  const hashOf = (password: string): Promise<string> =>
    inTurn((argon2) => argon2.hash(password.normalize('NFKC'), COST));
  return {
    hash: hashOf,
    isRight: async (password, kept) => {
      decoy ??= hashOf('nobody has this password');
      const compared = kept ?? (await decoy);
      const isEqual = await inTurn((argon2) => argon2.verify(compared, password.normalize('NFKC')));
      return isEqual && kept !== null;
    },
  };
}
