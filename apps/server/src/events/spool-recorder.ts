/**
 * From the supervisor's spool to the event log: by a cursor that moves in the same transaction, so that nothing is
 * lost or doubled, whoever of the three was away. What the spool could not keep so long is in the log as `events.lost`.
 */
import { hasCode, messageOf, NinesError } from '@nines/kernel';
import type { Clock, NinesEvent } from '@nines/kernel';
import { beginningOf } from '@nines/runtime-process/client';
import type { Store } from '@nines/store';
import type { Log } from '../log.ts';
import { persist } from '../patience.ts';
import { batches } from './batches.ts';

export interface SpoolRecorderOptions {
  /** Undefined where the spool is one without. */
  readonly spoolId: () => string | undefined;
  readonly observe: (since: string | undefined, signal: AbortSignal) => AsyncIterable<NinesEvent>;
  readonly store: () => Promise<Pick<Store, 'cursorOf' | 'ingest'>>;
  readonly clock: Clock;
  readonly log: Log;
  /** Everything up to the event with this id was stored before. */
  readonly onResumed: (id: string) => void;
  /** The last of these has been stored. */
  readonly onStored: (events: readonly NinesEvent[]) => void;
}

const BATCH = 500;
const RETRY_MS = 200;

/** Records until `signal` aborts. */
export async function recordSpool(options: SpoolRecorderOptions, signal: AbortSignal): Promise<void> {
  const { clock, log } = options;
  const what = 'recording events';
  await persist(() => recordOnce(options, signal), { clock, log, signal, what, pauseMs: RETRY_MS });
}

async function recordOnce(options: SpoolRecorderOptions, signal: AbortSignal): Promise<never> {
  const store = await options.store();
  const spoolId = options.spoolId();
  // A place of its own for each spool: several platforms may share a database, and one may begin anew.
  const source = spoolId === undefined ? 'supervisor' : `supervisor:${spoolId}`;
  const kept = await store.cursorOf(source);
  const cursor = kept ?? (spoolId && beginningOf(spoolId));
  if (cursor !== undefined) options.onResumed(cursor);
  const done = new AbortController();
  const target: Target = { store, source, log: options.log, at: kept };
  try {
    for await (const batch of batches(options.observe(cursor, AbortSignal.any([signal, done.signal])), BATCH)) {
      await ingest(target, batch);
      options.onStored(batch);
    }
  } finally {
    done.abort();
  }
  throw new NinesError('RUNTIME_NOT_RUNNING', 'the supervisor ended the stream of events');
}

interface Target {
  readonly store: Pick<Store, 'ingest'>;
  readonly source: string;
  readonly log: Log;
  /** How far it has been read. */
  at: string | undefined;
}

/** An event that the database cannot hold is left out: it must not keep all later ones from being stored. */
async function ingest(target: Target, batch: readonly NinesEvent[]): Promise<void> {
  const { log } = target;
  const last = batch.at(-1);
  if (last === undefined) return;
  try {
    await move(target, last.id, batch);
  } catch (error) {
    if (!hasCode(error, 'STORE_BAD_EVENT')) throw error;
    if (batch.length > 1) {
      for (const event of batch) await ingest(target, [event]);
      return;
    }
    log('error', 'An event cannot be stored', { id: last.id, type: last.type, reason: messageOf(error) });
    await move(target, last.id, []);
  }
}

async function move(target: Target, to: string, events: readonly NinesEvent[]): Promise<void> {
  await target.store.ingest(target.source, { from: target.at, to }, events);
  target.at = to;
}
