/** What an open store offers. */
import type { AccountStore, EventLog, IncidentStore, NewEvent } from '@nines/kernel';
import type { BackUpOptions } from './backup/back-up.ts';
import type { BackupCounts } from './backup/backup-lines.ts';
import type { Restored, RestoreOptions } from './backup/restore.ts';
import type { ObjectiveStore } from './objectives/objective-store.ts';
import type { StoreDatabase } from './schema/tables.ts';

/** A transaction that is under way. */
export interface StoreTransaction {
  /** For the state that the events explain. */
  readonly database: StoreDatabase;
  /** Events to be recorded with it. They are written last, so that a slow transaction keeps nobody from appending. */
  readonly record: (...events: readonly NewEvent[]) => void;
}

/** How far a spool has been read: undefined before anything was. */
export interface CursorMove {
  readonly from: string | undefined;
  readonly to: string;
}

/** All methods reject with `STORE_UNREACHABLE` while the server is away; repeating them later is harmless. */
export interface Store {
  readonly events: EventLog;
  /**
   * Commits the state that `work` writes and the events that it records together, or, when it rejects, neither. `work`
   * is for speaking to the database alone.
   */
  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T>;
  /**
   * Records spooled events and how far the spool has been read, together. Events recorded already do not count.
   *
   * @throws NinesError `STORE_CURSOR_MOVED` where the spool has been read to somewhere else by now, or the state was put
   *   back: then nothing is recorded, and reading goes on at `cursorOf`
   */
  ingest(source: string, cursor: CursorMove, events: readonly NewEvent[]): Promise<void>;
  /** Where reading the spool of `source` goes on; undefined where it begins. */
  cursorOf(source: string): Promise<string | undefined>;
  /** What is kept of the objectives of a platform: several may share a database. */
  objectivesOf(platform: string): ObjectiveStore;
  /** Alerts, incidents and what is to be told of them, of a platform. */
  incidentsOf(platform: string): IncidentStore;
  /** Who may ask about a platform. */
  accountsOf(platform: string): AccountStore;
  /**
   * Writes down everything, of all platforms that share the database, as of one moment, while work goes on.
   *
   * @returns how many rows of each table
   * @throws whatever `write` rejects with
   */
  backUp(options: Omit<BackUpOptions, 'takenAt'>): Promise<BackupCounts>;
  /**
   * Puts what was backed up in the place of everything, all or nothing; others wait meanwhile, or are told that the
   * server is away. Doing it twice is the same as doing it once.
   *
   * @param lines - of a backup, without line ends
   * @throws NinesError `BACKUP_DAMAGED`, `BACKUP_NEWER`, `BACKUP_OLDER_THAN_STATE`, `BACKUP_UNFIT`
   */
  restore(lines: AsyncIterable<string>, options: RestoreOptions, ...events: readonly NewEvent[]): Promise<Restored>;
  /** Ends followers, waits 2 s at most for queries under way and disconnects, whatever the server does. */
  close(): Promise<void>;
}
