import { randomUUID } from 'node:crypto';

import { describeIncidentStore } from '@nines/testkit/incident-store-contract';
import { someChanges } from '@nines/testkit/incident-samples';
import { startTestPostgres } from '@nines/testkit/postgres';
import { expect, it } from 'vitest';

import { openTestStore } from '../testing/test-stores.ts';

describeIncidentStore('PostgreSQL', async () => {
  const server = await startTestPostgres();
  const store = await openTestStore(server.url);
  return {
    create: () => store.incidentsOf(`shop-${randomUUID()}`),
    events: store.events,
    close: async () => {
      await store.close();
      await server.remove();
    },
  };
});

it('a platform is alone until another decides, or has objectives', async () => {
  const server = await startTestPostgres();
  const store = await openTestStore(server.url);
  const [shop, depot] = [store.incidentsOf('shop'), store.incidentsOf('depot')];
  const alone = async (): Promise<readonly boolean[]> => [await shop.isAlone(), await depot.isAlone()];
  expect([shop.platform, depot.platform]).toEqual(['shop', 'depot']);
  expect(await alone()).toEqual([true, true]);
  await shop.commit(someChanges({}));
  expect(await alone()).toEqual([true, false]);
  const to = { status: 'ok' };
  await store.objectivesOf('depot').changeState({ service: 'api', slo: 'errors', from: null, to }, []);
  expect(await alone()).toEqual([false, false]);
  await store.close();
  await server.remove();
});
