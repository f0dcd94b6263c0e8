import { setTimeout as sleep } from 'node:timers/promises';

import { InMemoryEventLog } from './event-log.ts';
import { InMemoryIncidentStore } from './incident-store.ts';
import { describeIncidentStore } from './incident-store-contract.ts';

const clock = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) =>
    sleep(ms, undefined, { signal }).catch(() => Promise.reject(signal?.reason as Error)),
};

describeIncidentStore('in memory', async () => {
  const events = new InMemoryEventLog(clock);
  return {
    create: () => new InMemoryIncidentStore({ clock, events }),
    events,
    close: async () => undefined,
  };
});
