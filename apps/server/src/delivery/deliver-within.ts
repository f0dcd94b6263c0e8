/** One attempt, which ends in time whatever the notifier does. */
import { formatDuration, messageOf } from '@nines/kernel';
import type { Clock, DeliveryResult, Notifier } from '@nines/kernel';
import type { Attempt } from './plan.ts';

/** Of one attempt, where the channel does not say, ms. */
const LONGEST_ATTEMPT_MS = 30_000;

/**
 * Fails as unclear after as long as the channel may take.
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
  const { longestAttemptMs = LONGEST_ATTEMPT_MS } = notifier.traits;
  const timeout = clock.timeoutSignal(longestAttemptMs);
  const either = AbortSignal.any([signal, timeout]);
  const aborted = Promise.withResolvers<never>();
  either.addEventListener('abort', () => aborted.reject(either.reason as Error), { once: true });
  aborted.promise.catch(() => undefined);
  try {
    return await Promise.race([notifier.deliver(notifications, thread, either), aborted.promise]);
  } catch (error) {
    signal.throwIfAborted();
    if (!timeout.aborted) return { outcome: 'failed', reason: messageOf(error) };
    return { outcome: 'failed', reason: `no answer within ${formatDuration(longestAttemptMs)}`, isUnclear: true };
  }
}
