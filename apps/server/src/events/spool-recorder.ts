/**
 * From the supervisor's spool to the event log: by a cursor that moves in the same transaction, so that nothing is
 * lost or doubled, whoever of the three was away.
 */
import { hasCode, messageOf, NinesError } from '@nines/kernel';
import type { Clock, NinesEvent } from '@nines/kernel';
import type { Store } from '@nines/store';
import type { Log } from '../log.ts';
import { persist } from '../patience.ts';
import { batches } from './batches.ts';

export interface SpoolRecorderOptions {
  readonly observe: (since: string | undefined, signal: AbortSignal) => AsyncIterable<NinesEvent>;
  readonly store: () => Promise<Pick<Store, 'cursorOf' | 'ingest'>>;
  readonly clock: Clock;
  readonly log: Log;
  /** The last of these has been stored. */
  readonly onStored: (events: readonly NinesEvent[]) => void;
}

/** The supervisor's events. */
const SOURCE = 'supervisor';
const BATCH = 500;
const RETRY_MS = 200;

/** Records until `signal` aborts. */
export async function recordSpool(options: SpoolRecorderOptions, signal: AbortSignal): Promise<void> {
  const { clock, log } = options;
  const what = 'recording events';
  await persist(() => recordOnce(options, signal), { clock, log, signal, what, pauseMs: RETRY_MS });
}

async function recordOnce(
  { observe, store, log, onStored }: SpoolRecorderOptions,
  signal: AbortSignal,
): Promise<never> {
  const target = await store();
  const cursor = await target.cursorOf(SOURCE);
  const done = new AbortController();
  try {
    for await (const batch of batches(observe(cursor, AbortSignal.any([signal, done.signal])), BATCH)) {
      await ingest(target, batch, log);
      onStored(batch);
    }
  } finally {
    done.abort();
  }
  throw new NinesError('RUNTIME_NOT_RUNNING', 'the supervisor ended the stream of events');
}

/** An event that the database cannot hold is left out: it must not keep all later ones from being stored. */
async function ingest(store: Pick<Store, 'ingest'>, batch: readonly NinesEvent[], log: Log): Promise<void> {
  const last = batch.at(-1);
  if (last === undefined) return;
  try {
    await store.ingest(SOURCE, last.id, batch);
  } catch (error) {
    if (!hasCode(error, 'STORE_BAD_EVENT')) throw error;
    if (batch.length > 1) {
      for (const event of batch) await ingest(store, [event], log);
      return;
    }
    log('error', 'An event cannot be stored', { id: last.id, type: last.type, reason: messageOf(error) });
    await store.ingest(SOURCE, last.id, []);
  }
}
