/** Asks Telegram what was pressed: it cannot call a server that is on loopback. */
import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import { telegramUpdates } from '@nines/notify';
import type { TelegramBot } from '@nines/notify';
import type { Log } from '../log.ts';
import type { ChatButtons } from './chat-buttons.ts';
import { pause } from '../patience.ts';

export interface TelegramButtonsOptions {
  readonly chat: Pick<ChatButtons, 'askedBot' | 'telegramUpdate'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** How often it is looked whether another bot is to be asked, ms. */
const LOOK_MS = 5_000;

/** Goes on until `signal` aborts, with whatever bot there is. One whose webhook is called is not asked. */
export async function askTelegram(options: TelegramButtonsOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const bot = options.chat.askedBot();
    if (bot === undefined) await pause(options.clock, LOOK_MS, signal);
    else await askWhileSame(bot, options, signal);
  }
}

async function askWhileSame(bot: TelegramBot, options: TelegramButtonsOptions, signal: AbortSignal): Promise<void> {
  const { chat, clock, log } = options;
  const changed = new AbortController();
  const stop = AbortSignal.any([signal, changed.signal]);
  const watching = (async () => {
    while (!stop.aborted) {
      await pause(clock, LOOK_MS, stop);
      if (!isDeepStrictEqual(chat.askedBot(), bot)) changed.abort();
    }
  })();
  let isNews = true;
  const onTrouble = (reason: string): void => {
    if (isNews) log('warn', 'Telegram cannot be asked what was pressed', { reason });
    isNews = false;
  };
  try {
    for await (const update of telegramUpdates({ ...bot, clock, onTrouble }, stop)) {
      isNews = true;
      // One that cannot be carried out must not end the asking for those that follow.
      await chat.telegramUpdate(update).catch((error: unknown) => {
        log('error', 'A press in Telegram could not be carried out', { reason: messageOf(error) });
      });
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    changed.abort();
    await watching;
  }
}
