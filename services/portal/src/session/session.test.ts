import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSealer } from './sealer.ts';
import { isGenuine, newSession, readSession } from './session.ts';
import type { Login } from './session.ts';

const sealer = createSealer('k'.repeat(43), 'session');
const LOGIN: Login = {
  userId: 'u',
  name: 'Ada',
  role: 'seeker',
  accessToken: 'a',
  accessExpiresAt: 1_000,
  refreshToken: 'r',
  refreshExpiresAt: 9_000,
};

describe('sealed values', () => {
  it('open to what was sealed, for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => sealer.open(sealer.seal(text)) === text));
  });

  it('do not open once altered, for another purpose, or from nothing', () => {
    const sealed = sealer.seal('secret');
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bytes = Buffer.from(sealed, 'base64url');
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ flip;
        return sealer.open(bytes.toString('base64url')) === undefined;
      }),
    );
    expect(createSealer('k'.repeat(43), 'other').open(sealed)).toBeUndefined();
    expect(sealer.open('')).toBeUndefined();
    expect(sealed).not.toContain('secret');
  });
});

describe('sessions', () => {
  it('survive the cookie until the refresh token ends', () => {
    const session = newSession(LOGIN);
    const cookie = sealer.seal(JSON.stringify(session));
    expect(readSession(sealer, cookie, 8_999)).toEqual(session);
    expect(readSession(sealer, cookie, 9_000)).toBeUndefined();
    expect(readSession(sealer, 'nonsense', 0)).toBeUndefined();
    expect(readSession(sealer, undefined, 0)).toBeUndefined();
  });

  it('have a CSRF token of their own', () => {
    const session = newSession();
    expect(isGenuine(session, session.csrf)).toBe(true);
    for (const forged of [newSession().csrf, '', undefined, ['x']]) expect(isGenuine(session, forged)).toBe(false);
  });
});
