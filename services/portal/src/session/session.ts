/**
 * Sessions that live in the browser's sealed cookie, so that any replica serves any request. The session can be revoked
 * all the same, because the refresh token inside it is auth's.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

import type { Session as ApiSession } from '../api/model.ts';
import type { Sealer } from './sealer.ts';

const loginSchema = z.object({
  userId: z.string(),
  name: z.string(),
  role: z.enum(['seeker', 'recruiter']),
  accessToken: z.string(),
  /** Ms since the epoch. */
  accessExpiresAt: z.number(),
  refreshToken: z.string(),
  refreshExpiresAt: z.number(),
});
const sessionSchema = z.object({ csrf: z.string(), login: loginSchema.optional() });

/** Who is logged in, and the tokens that prove it to the api. */
export type Login = z.output<typeof loginSchema>;
/** What a visitor's cookie holds. Visitors who are not logged in have one too, for their CSRF token. */
export type Session = z.output<typeof sessionSchema>;

/** A session nobody knows yet. Every login and logout begins one: a fixed session gains nothing. */
export function newSession(login?: Login): Session {
  return { csrf: randomBytes(24).toString('base64url'), ...(login !== undefined && { login }) };
}

/** The session in a cookie; undefined where it was altered, is too old or was never there. */
export function readSession(sealer: Sealer, cookie: string | undefined, nowMs: number): Session | undefined {
  const text = cookie === undefined ? undefined : sealer.open(cookie);
  if (text === undefined) return undefined;
  const parsed = sessionSchema.safeParse(JSON.parse(text));
  if (!parsed.success || (parsed.data.login?.refreshExpiresAt ?? Infinity) <= nowMs) return undefined;
  return parsed.data;
}

/** The api's answer to a login, as the session keeps it. */
export function loginOf(session: ApiSession): Login {
  const { user, accessToken, expiresAt, refreshToken, refreshExpiresAt } = session;
  return {
    userId: user.id,
    name: user.name,
    role: user.role,
    accessToken,
    accessExpiresAt: Date.parse(expiresAt),
    refreshToken,
    refreshExpiresAt: Date.parse(refreshExpiresAt),
  };
}

/** Whether a form carries its session's token. */
export function isGenuine(session: Session, token: unknown): boolean {
  if (typeof token !== 'string') return false;
  const [given, expected] = [Buffer.from(token), Buffer.from(session.csrf)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
