import { InMemoryEventLog } from './event-log.ts';
import { describeEventLog } from './event-log-contract.ts';

describeEventLog('in memory', async () => ({
  log: new InMemoryEventLog({ now: () => Date.now() }),
  close: async () => undefined,
}));
