export type { BackupCounts } from './backup/backup-lines.ts';
export type { Restored } from './backup/restore.ts';
export { BLOCK_MS } from './objectives/objective-store.ts';
export type {
  Bin,
  Binning,
  BlockRange,
  Counted,
  ObjectiveBlock,
  ObjectiveKey,
  ObjectiveState,
  ObjectiveStore,
  Span,
  StateChange,
} from './objectives/objective-store.ts';
export { openStore } from './open-store.ts';
export type { OpenStoreOptions } from './open-store.ts';
export type { StoreLog } from './store-log.ts';
export type { CursorMove, Store, StoreTransaction } from './store.ts';
