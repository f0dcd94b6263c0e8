/** Asks Telegram what happened, for as long as nobody wants to stop: for bots that Telegram cannot call. */
import type { Clock } from '@nines/kernel';
import { isRecord } from '../http/answered-json.ts';
import { callTelegram } from './telegram-call.ts';
import type { TelegramBot } from './telegram-call.ts';

export interface TelegramUpdatesOptions extends TelegramBot {
  readonly clock: Pick<Clock, 'now' | 'sleep' | 'timeoutSignal'>;
  /** How long Telegram holds a question that it has no answer to, s. @defaultValue 50 */
  readonly holdSeconds?: number;
  /** Why it does not work just now, each time, fit to be shown. */
  readonly onTrouble: (reason: string) => void;
  /** Share of a pause that is taken, 0-1. @defaultValue `Math.random` */
  readonly random?: () => number;
}

export type TelegramUpdate = Readonly<Record<string, unknown>> & { readonly update_id: number };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Beside the time that Telegram takes by itself. */
const GRACE_MS = 10_000;

/**
 * Gives out updates in order. Telegram forgets one when the next is asked for, so that one that was not dealt with is
 * given out again by whoever asks next.
 *
 * @throws `signal.reason` when `signal` aborts; nothing else
 * @see Telegram Bot API, getUpdates
 */
export async function* telegramUpdates(
  options: TelegramUpdatesOptions,
  signal: AbortSignal,
): AsyncGenerator<TelegramUpdate, never> {
  const { clock, holdSeconds = 50, onTrouble, random = Math.random } = options;
  const exchangeOptions = { clock, timeoutMs: holdSeconds * 1_000 + GRACE_MS };
  let offset = 0;
  let failures = 0;
  for (;;) {
    const question = { offset, timeout: holdSeconds, allowed_updates: ['callback_query'] };
    const answer = await callTelegram(options, 'getUpdates', question, exchangeOptions, signal);
    if ('error' in answer) {
      onTrouble(answer.result.reason);
      const asked = answer.result.outcome === 'failed' ? (answer.result.retryAfterMs ?? 0) : 0;
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
      failures += 1;
      await clock.sleep(Math.min(LONGEST_PAUSE_MS, Math.max(asked, pause * (0.5 + random() / 2))), signal);
      continue;
    }
    failures = 0;
    const updates = Array.isArray(answer.ok) ? answer.ok.filter(isUpdate) : [];
    for (const update of updates) {
      yield update;
      signal.throwIfAborted();
      offset = Math.max(offset, update.update_id + 1);
    }
    // Whatever answers at once without anything is not asked again at once.
    if (updates.length === 0 && holdSeconds === 0) await clock.sleep(FIRST_PAUSE_MS, signal);
  }
}

function isUpdate(value: unknown): value is TelegramUpdate {
  return isRecord(value) && Number.isSafeInteger(value['update_id']);
}
