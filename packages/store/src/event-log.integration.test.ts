import { describeEventLog, type OpenEventLog } from '@nines/testkit/event-log-contract';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';

import { execute, openTestStore } from './testing/test-stores.ts';

async function open(url: string, server: TestPostgres): Promise<OpenEventLog> {
  const store = await openTestStore(url);
  const close = async (): Promise<void> => {
    await store.close();
    await server.remove();
  };
  return { log: store.events, close };
}

describeEventLog('a server of our own', async () => {
  const server = await startTestPostgres();
  return await open(server.url, server);
});

describeEventLog("somebody else's server: a password, and a role that owns nothing but its database", async () => {
  const server = await startTestPostgres({ password: 'of the/admin@home' });
  const password = 'p:ä/s?s#w@rd';
  await execute(server.url, `create role tenant login password '${password}'`);
  await execute(server.url, 'create database tenancy owner tenant');
  const url = new URL('/tenancy', server.url);
  url.username = 'tenant';
  url.password = encodeURIComponent(password);
  return await open(url.href, server);
});
