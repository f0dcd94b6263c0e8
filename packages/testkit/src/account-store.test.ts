import { InMemoryAccountStore } from './account-store.ts';
import { describeAccountStore } from './account-store-contract.ts';

describeAccountStore('in memory', () => new InMemoryAccountStore());
