/** What every store of accounts keeps to. */
import { createHash, randomUUID } from 'node:crypto';
import type { AccountStore, NewToken, User } from '@nines/kernel';
import { beforeEach, describe, expect, it } from 'vitest';

const [DAY_1, DAY_2, DAY_3] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z'];

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

function someUser(name: string): User {
  return { id: randomUUID(), name, role: 'responder', passwordHash: null, isDisabled: false, createdAt: DAY_1 };
}

function someToken(userId: string | null): NewToken {
  const token = { id: randomUUID(), name: 'ci', role: 'responder', scopes: ['read'], createdAt: DAY_1 } as const;
  return { ...token, expiresAt: DAY_3, userId };
}

/** Declares the suite. `open` returns an empty store each time. */
export function describeAccountStore(name: string, open: () => AccountStore): void {
  describe(`account store: ${name}`, () => {
    let store: AccountStore;
    let ada: User;
    let unique: string;
    beforeEach(async () => {
      store = open();
      ada = someUser('ada');
      unique = randomUUID();
      await store.addUser(ada);
    });
    const sessionWith = (passwordHash: string | null) => {
      return { userId: ada.id, passwordHash, csrf: 'c', createdAt: DAY_1, expiresAt: DAY_3 };
    };
    const openSession = async (): Promise<string> => {
      const key = digest(`session ${unique}`);
      expect(await store.openSession(key, sessionWith(null))).toBe(true);
      return key;
    };

    it('lets a name be taken once, and lists by name', async () => {
      expect(await store.addUser({ ...someUser('ada'), role: 'administrator' })).toBe(false);
      expect(await store.userNamed('ada')).toEqual(ada);
      expect(await store.userNamed("ada' or ''='")).toBeUndefined();
      expect(await store.userNamed('a\0da')).toBeUndefined();
      await store.addUser(someUser('aaron'));
      expect((await store.users()).map((user) => user.name)).toEqual(['aaron', 'ada']);
    });

    it('knows sessions until they are ended', async () => {
      const key = await openSession();
      expect(await store.session(key)).toEqual({
        ...{ user: ada, csrf: 'c', createdAt: DAY_1, seenAt: DAY_1, expiresAt: DAY_3 },
      });
      await store.sessionSeen(key, DAY_2);
      expect((await store.session(key))?.seenAt).toBe(DAY_2);
      await store.endSession(key);
      expect(await store.session(key)).toBeUndefined();
      expect(await store.session(digest('another'))).toBeUndefined();
    });

    it('opens no session for a password that is not the one of now, nor for who is disabled', async () => {
      const [key, link] = [digest(`session ${unique}`), digest(`link ${unique}`)];
      expect(await store.openSession(key, sessionWith('hash'))).toBe(false);
      await store.addLink(link, ada, DAY_2);
      await store.useLink(link, DAY_1, 'hash');
      expect(await store.openSession(key, sessionWith(null))).toBe(false);
      expect(await store.openSession(key, sessionWith('another'))).toBe(false);
      await store.changeUser(ada.id, { isDisabled: true }, DAY_2);
      expect(await store.openSession(key, sessionWith('hash'))).toBe(false);
      expect(await store.session(key)).toBeUndefined();
      await store.changeUser(ada.id, { isDisabled: false }, DAY_2);
      expect(await store.openSession(key, sessionWith('hash'))).toBe(true);
    });

    it.each([{ role: 'viewer' as const }, { isDisabled: true }])('ends sessions with the change %j', async (change) => {
      const key = await openSession();
      expect(await store.changeUser(ada.id, change, DAY_2)).toEqual({ ...ada, ...change });
      expect(await store.userNamed('ada')).toEqual({ ...ada, ...change });
      expect(await store.session(key)).toBeUndefined();
      expect(await store.changeUser(randomUUID(), change, DAY_2)).toBeUndefined();
    });

    it.each([{ role: 'administrator' as const }, { isDisabled: true }])(
      'lets no link of before set a password after the change %j, nor after it was undone',
      async (change) => {
        const link = digest(`link ${unique}`);
        await store.addLink(link, ada, DAY_3);
        await store.changeUser(ada.id, { role: ada.role, isDisabled: false }, DAY_1);
        expect(await store.linkedUser(link, DAY_1), 'nothing changed').toEqual(ada);
        await store.changeUser(ada.id, change, DAY_2);
        expect(await store.linkedUser(link, DAY_2)).toBeUndefined();
        expect(await store.hasLink(ada.id, DAY_2)).toBe(false);
        expect(await store.useLink(link, DAY_2, 'hash')).toBeUndefined();
        await store.changeUser(ada.id, { role: ada.role, isDisabled: false }, DAY_2);
        expect(await store.useLink(link, DAY_2, 'hash')).toBeUndefined();
        expect(await store.userNamed('ada')).toEqual(ada);
      },
    );

    it('adds no link for who has another role by now, and keeps the one that there is', async () => {
      const [first, second] = [digest(`first ${unique}`), digest(`second ${unique}`)];
      expect(await store.addLink(first, ada, DAY_2)).toBe(true);
      expect(await store.addLink(second, { ...ada, role: 'administrator' }, DAY_2)).toBe(false);
      expect(await store.addLink(second, { ...ada, id: randomUUID() }, DAY_2)).toBe(false);
      expect(await store.linkedUser(first, DAY_1)).toEqual(ada);
      expect(await store.linkedUser(second, DAY_1)).toBeUndefined();
    });

    it('keeps one link of several that are made at once', async () => {
      const links = Array.from({ length: 5 }, (_, index) => digest(`link ${index} ${unique}`));
      await Promise.all(links.map(async (link) => store.addLink(link, ada, DAY_2)));
      const good = await Promise.all(links.map(async (link) => store.linkedUser(link, DAY_1)));
      expect(good.filter((user) => user !== undefined)).toHaveLength(1);
    });

    it('uses a link, or takes it away with a change, where both come at once', async () => {
      for (let round = 0; round < 10; round += 1) {
        const link = digest(`link ${round} ${unique}`);
        const role = round % 2 === 0 ? 'viewer' : 'responder';
        await store.addLink(link, (await store.userNamed('ada')) ?? expect.fail(), DAY_2);
        const both = [store.useLink(link, DAY_1, `hash ${round}`), store.changeUser(ada.id, { role }, DAY_1)];
        const [used] = await Promise.all(both);
        const now = await store.userNamed('ada');
        expect([now?.role, now?.passwordHash === `hash ${round}`]).toEqual([role, used !== undefined]);
      }
    });

    it('lets a link set a password once, before its time is over, and ends sessions with it', async () => {
      const key = await openSession();
      const [first, second] = [digest(`first ${unique}`), digest(`second ${unique}`)];
      expect(await store.hasLink(ada.id, DAY_1)).toBe(false);
      await store.addLink(first, ada, DAY_2);
      await store.addLink(second, ada, DAY_2);
      expect(await store.linkedUser(first, DAY_1), 'a later one takes its place').toBeUndefined();
      expect(await store.linkedUser(second, DAY_1)).toEqual(ada);
      expect(await store.linkedUser(second, DAY_2)).toBeUndefined();
      expect([await store.hasLink(ada.id, DAY_1), await store.hasLink(ada.id, DAY_2)]).toEqual([true, false]);
      expect(await store.useLink(second, DAY_2, 'hash')).toBeUndefined();
      const used = await Promise.all([store.useLink(second, DAY_1, 'one'), store.useLink(second, DAY_1, 'two')]);
      expect(used.filter((user) => user !== undefined)).toHaveLength(1);
      expect(await store.hasLink(ada.id, DAY_1)).toBe(false);
      expect((await store.userNamed('ada'))?.passwordHash).toBe(used.find(Boolean)?.passwordHash);
      expect(await store.session(key)).toBeUndefined();
    });

    it('knows tokens by their digest, with their users as they are now', async () => {
      const [own, service] = [someToken(ada.id), { ...someToken(null), expiresAt: null, createdAt: DAY_2 }];
      await store.addToken(digest(`own ${unique}`), own);
      await store.addToken(digest(`service ${unique}`), service);
      await store.changeUser(ada.id, { role: 'viewer' }, DAY_2);
      const { userId: _, ...shown } = own;
      const expected = { ...shown, user: { ...ada, role: 'viewer' }, lastUsedAt: null, revokedAt: null };
      expect(await store.token(digest(`own ${unique}`))).toEqual(expected);
      expect((await store.tokens()).map(({ id }) => id)).toEqual([service.id, own.id]);
      await store.tokenUsed(own.id, DAY_2);
      expect((await store.token(digest(`own ${unique}`)))?.lastUsedAt).toBe(DAY_2);
      expect(await store.revokeToken(own.id, DAY_3)).toBe(true);
      expect(await store.revokeToken(own.id, DAY_3)).toBe(false);
      expect((await store.token(digest(`own ${unique}`)))?.revokedAt).toBe(DAY_3);
      expect(await store.token(digest('another'))).toBeUndefined();
    });

    it('keeps the first answer under a key, and forgets what is over', async () => {
      const [http, other] = [`http:${unique}`, `silence:${unique}`];
      const answer = { key: http, fingerprint: 'f', answer: { status: 201, body: '{"a":"\0"}' } };
      await store.remember({ ...answer, key: other }, DAY_2);
      expect(await store.remember({ ...answer, answer: null }, DAY_2)).toBe(true);
      expect(await store.remember(answer, DAY_2)).toBe(false);
      expect(await store.answered(http, DAY_1)).toEqual({ ...answer, answer: null });
      expect(await store.answered(http, DAY_3)).toBeUndefined();
      const key = await openSession();
      await store.forget(DAY_2);
      expect([await store.answered(http, DAY_1), await store.session(key)]).not.toContain(undefined);
      await store.forget('2026-01-04T00:00:00.000Z');
      expect([await store.answered(http, DAY_1), await store.session(key)]).toEqual([undefined, undefined]);
      expect(await store.answered(other, DAY_1), 'of a command of incidents').toBeDefined();
    });
  });
}
