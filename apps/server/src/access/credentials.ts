/** Secrets that let somebody in: made at random, told once, kept as digests. */
import { createHash, randomBytes } from 'node:crypto';
import { TOKEN_PREFIX } from '@nines/api';

/** 256 bits: nothing that could be guessed, so that a plain digest is enough, and finds it in constant time. */
const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{1,200}$/;

/** @param random - as many random bytes as asked for. @defaultValue the kernel's */
export function newSecret(random: (bytes: number) => Buffer = randomBytes): string {
  return random(SECRET_BYTES).toString('base64url');
}

export function newTokenSecret(random?: (bytes: number) => Buffer): string {
  return `${TOKEN_PREFIX}${newSecret(random)}`;
}

/** What is kept of a secret. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** What follows `Bearer`; undefined where there is nothing of the kind. */
export function bearerOf(authorization: string | undefined): string | undefined {
  const shown = /^Bearer ([^ ]+)$/i.exec(authorization ?? '')?.[1];
  return shown !== undefined && SECRET.test(shown) ? shown : undefined;
}
