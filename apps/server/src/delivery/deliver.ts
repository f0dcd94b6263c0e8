/** The courier, put together with what it needs. */
import type { Parts } from '../parts.ts';
import { Courier } from './courier.ts';

/** Delivers until `signal` aborts, from when catalog and database were there for the first time. */
export async function deliver(
  { deliveryMetrics, desk, notifiers, setting, stores }: Parts,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = setting;
  await stores.opened.catch(() => undefined); // it rejects when the signal aborts
  if (signal.aborted) return;
  const courier = new Courier({
    store: desk.store(),
    notifiers: () => notifiers.current(),
    clock,
    log,
    random: Math.random,
    onAttempt: (attempt, result) => deliveryMetrics.attempted(attempt, result, clock.now()),
  });
  await courier.run(signal);
}
