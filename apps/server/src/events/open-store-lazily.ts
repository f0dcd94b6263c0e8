/** The store, opened as the server needs it. */
import type { Clock } from '@nines/kernel';
import type { Store } from '@nines/store';
import type { Log } from '../log.ts';

export interface LazyStoreOptions {
  readonly clock: Clock;
  readonly databaseUrl: string;
  readonly log: Log;
}

/** Of the server's own use; followers share one more. */
const POOL_SIZE = 4;

/** The driver is loaded while the server serves already. */
export async function openStoreLazily(
  { clock, databaseUrl, log }: LazyStoreOptions,
  signal: AbortSignal,
): Promise<Store> {
  const { openStore } = await import('@nines/store');
  const tell = (message: string, facts?: Readonly<Record<string, unknown>>): void => log('warn', message, facts);
  return openStore({ url: databaseUrl, clock, signal, poolSize: POOL_SIZE, log: tell });
}
