export { openStore } from './open-store.ts';
export type { OpenStoreOptions } from './open-store.ts';
export type { StoreLog } from './store-log.ts';
export type { Store, StoreTransaction } from './store.ts';
