/** One attempt, which ends in time whatever the notifier does. */
import { messageOf } from '@nines/kernel';
import type { Clock, DeliveryResult, Notifier } from '@nines/kernel';
import type { Attempt } from './plan.ts';

/** Of one attempt, ms. */
const LONGEST_ATTEMPT_MS = 8_000;

/**
 * Fails after eight seconds.
 *
 * @throws `signal.reason` when `signal` aborts: whether it was sent is not known then
 */
export async function deliverWithin(
  notifier: Notifier,
  { notifications, thread }: Attempt,
  clock: Pick<Clock, 'timeoutSignal'>,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  signal.throwIfAborted();
  const timeout = clock.timeoutSignal(LONGEST_ATTEMPT_MS);
  const either = AbortSignal.any([signal, timeout]);
  const aborted = Promise.withResolvers<never>();
  either.addEventListener('abort', () => aborted.reject(either.reason as Error), { once: true });
  aborted.promise.catch(() => undefined);
  try {
    return await Promise.race([notifier.deliver(notifications, thread, either), aborted.promise]);
  } catch (error) {
    signal.throwIfAborted();
    if (!timeout.aborted) return { outcome: 'failed', reason: messageOf(error) };
    return { outcome: 'failed', reason: `no answer within ${LONGEST_ATTEMPT_MS / 1_000} s`, isUnclear: true };
  }
}
