import { describe, expect, it } from 'vitest';

import { createTokenSigner, createTokenVerifier } from './service-token.ts';

const key = 'k'.repeat(32);
const options = { key, issuer: 'talent-api', audience: 'images' };
const caller = { userId: 'u1', role: 'seeker' } as const;

async function bearer(changes: Partial<typeof options> & { lifetimeSeconds?: number } = {}): Promise<string> {
  const { token } = await createTokenSigner({ ...options, lifetimeSeconds: 60, ...changes })(caller);
  return `Bearer ${token}`;
}

describe('service tokens', () => {
  const verify = createTokenVerifier(options);

  it('say who is asking', async () => {
    await expect(verify(await bearer())).resolves.toEqual(caller);
  });

  it('are different each time', async () => {
    expect(await bearer()).not.toBe(await bearer());
  });

  it.each([
    ['another key', { key: 'x'.repeat(32) }],
    ['another issuer', { issuer: 'talent-auth' }],
    ['another audience', { audience: 'resumes' }],
    ['a past end', { lifetimeSeconds: -60 }],
  ])('are worth nothing with %s', async (_what, changes) => {
    await expect(verify(await bearer(changes))).rejects.toMatchObject({ status: 401, code: 'TOKEN_INVALID' });
  });

  it('are worth nothing without a signature', async () => {
    const [, payload] = (await bearer()).split('.');
    const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    for (const header64 of [`Bearer ${header}.${payload ?? ''}.`, `Bearer ${header}.${payload ?? ''}.AA`]) {
      await expect(verify(header64)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    }
  });

  it.each([undefined, '', 'Bearer', 'Bearer x', 'Basic dXNlcjpwYXNz'])('are missing in %j', async (header) => {
    await expect(verify(header)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });
});
