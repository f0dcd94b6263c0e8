import { randomUUID } from 'node:crypto';

import { describeIncidentStore } from '@nines/testkit/incident-store-contract';
import { startTestPostgres } from '@nines/testkit/postgres';

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
