import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InMemoryAccountStore } from '@nines/testkit/account-store';
import { systemClock } from '@nines/system-clock';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Accounts } from './accounts.ts';
import { digestOf } from './credentials.ts';
import { FirstLogin } from './first-login.ts';

const DAY_MS = 86_400_000;
let directory: string;
let file: string;
let store: InMemoryAccountStore;
let nowMs: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nines-'));
  file = join(directory, 'first-login');
  store = new InMemoryAccountStore();
  nowMs = Date.UTC(2026, 0, 1);
});

afterEach(() => rmSync(directory, { recursive: true }));

/** A server that runs until it has begun to wait for something to do. */
async function run(): Promise<void> {
  const stopping = new AbortController();
  const sleep = async (): Promise<void> => stopping.abort();
  const accounts = new Accounts({
    ...{ platform: () => 'shop', storeOf: () => store, firstLogin: new FirstLogin(file), log: () => undefined },
    clock: { ...systemClock, now: () => nowMs, sleep },
  });
  await accounts.run(stopping.signal);
}

const secret = (): string => readFileSync(file, 'utf8').trim().split('#')[1] ?? '';
const linked = async () => store.linkedUser(digestOf(secret()), new Date(nowMs).toISOString());

it('makes one first user, and one link that is good', async () => {
  await run();
  const before = secret();
  await run();
  expect(secret()).toBe(before);
  expect(await linked()).toMatchObject({ name: 'admin', role: 'administrator' });
  expect(await store.users()).toHaveLength(1);
});

it('makes the link that a server ended before', async () => {
  const add = store.addLink.bind(store);
  store.addLink = async () => Promise.reject(new Error('ended'));
  await run();
  store.addLink = add;
  await run();
  expect(await linked()).toMatchObject({ name: 'admin' });
});

it('makes another link for one that went with a change of its user', async () => {
  await run();
  const before = secret();
  const [admin] = await store.users();
  await store.changeUser(admin?.id ?? '', { isDisabled: true });
  await store.changeUser(admin?.id ?? '', { isDisabled: false });
  expect(await linked()).toBeUndefined();
  await run();
  expect(secret()).not.toBe(before);
  expect(await linked()).toMatchObject({ name: 'admin' });
});

it('makes a link anew, and none of those before is good, once a state was put back', async () => {
  const stopping = new AbortController();
  let looks = 0;
  const accounts = new Accounts({
    ...{ platform: () => 'shop', storeOf: () => store, firstLogin: new FirstLogin(file), log: () => undefined },
    clock: {
      ...systemClock,
      now: () => nowMs,
      sleep: async () => {
        looks += 1;
        if (looks === 1) {
          store = new InMemoryAccountStore();
          accounts.lookAgain();
        } else stopping.abort();
      },
    },
  });
  await accounts.run(stopping.signal);
  expect(await linked()).toMatchObject({ name: 'admin' });
  expect(await store.users()).toHaveLength(1);
});

it('makes another link for one that is too old', async () => {
  await run();
  const before = secret();
  nowMs += DAY_MS;
  await run();
  expect(secret()).not.toBe(before);
  expect(await linked()).toMatchObject({ name: 'admin' });
});

it('leaves the link that somebody made instead, and removes the file of the one before', async () => {
  await run();
  const [admin = expect.fail()] = await store.users();
  await store.addLink('aa', admin, new Date(nowMs + DAY_MS).toISOString());
  await run();
  expect(existsSync(file)).toBe(false);
  expect(await store.linkedUser('aa', new Date(nowMs).toISOString())).toEqual(admin);
});

it('removes the file of a link that was used, and makes none where there is a password', async () => {
  await run();
  await store.useLink(digestOf(secret()), new Date(nowMs).toISOString(), 'hash');
  await run();
  expect(existsSync(file)).toBe(false);
});
