/**
 * Tokens that say on whose behalf a call is made: JWTs signed with the key that all services share.
 *
 * @see RFC 7519 "JSON Web Token", section 4.1; RFC 8725 "JWT Best Current Practices", sections 3.1, 3.8, 3.9
 */
import { randomUUID } from 'node:crypto';

import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';
import { z } from 'zod';

import { Problem } from '../problems/problem.ts';

/** `service`: a call about nobody in particular. */
export type TokenRole = 'seeker' | 'recruiter' | 'service';

/** Who is asking. */
export interface Caller {
  /** User id, or the calling service's name where `role` is `service`. */
  readonly userId: string;
  readonly role: TokenRole;
}

export interface TokenOptions {
  /** `TOKEN_KEY`: at least 32 bytes of UTF-8. */
  readonly key: string;
  /** Service that signs. */
  readonly issuer: string;
  /** Service that the token is for; no other one accepts it. */
  readonly audience: string;
}

/** A signed token and the moment of its end, ms since the epoch. */
export interface SignedToken {
  readonly token: string;
  readonly expiresAtMs: number;
}

/** Signs a token for a caller. */
export type TokenSigner = (caller: Caller) => Promise<SignedToken>;

/** Gives the caller of an `Authorization` header. @throws Problem 401 `TOKEN_INVALID` */
export type TokenVerifier = (authorization: string | undefined) => Promise<Caller>;

const claimsSchema = z.object({ sub: z.string().min(1), role: z.enum(['seeker', 'recruiter', 'service']) });

/** Makes a signer of HS256 tokens that live `lifetimeSeconds`. */
export function createTokenSigner(options: TokenOptions & { readonly lifetimeSeconds: number }): TokenSigner {
  const key = new TextEncoder().encode(options.key);
  return async ({ userId, role }) => {
    const issuedAt = Math.floor(Date.now() / 1_000);
    const expiresAt = issuedAt + options.lifetimeSeconds;
    const token = await new SignJWT({ role })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(options.issuer)
      .setAudience(options.audience)
      .setSubject(userId)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(key);
    return { token, expiresAtMs: expiresAt * 1_000 };
  };
}

/** Makes the check of such tokens: algorithm, signature, issuer, audience, time (5 s of clock skew) and claims. */
export function createTokenVerifier(options: TokenOptions): TokenVerifier {
  const key = new TextEncoder().encode(options.key);
  const { issuer, audience } = options;
  const checks = { algorithms: ['HS256'], issuer, audience, clockTolerance: 5, requiredClaims: ['exp', 'jti'] };
  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw invalidToken('A Bearer token is missing');
    try {
      const { payload } = await jwtVerify(token, key, checks);
      const { sub, role } = claimsSchema.parse(payload);
      return { userId: sub, role };
    } catch (cause) {
      throw invalidToken('The token is not valid or has expired', cause);
    }
  };
}

function invalidToken(detail: string, cause?: unknown): Problem {
  return new Problem(401, 'TOKEN_INVALID', { detail, cause });
}
