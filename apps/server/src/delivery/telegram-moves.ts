/** Groups of Telegram that became supergroups: they go on under another number, while nines.yaml names the old one. */
import type { Log } from '../log.ts';

export class TelegramMoves {
  readonly #log: Log;
  readonly #moved = new Map<number, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Telegram said so. Each is told of once. */
  learned(chat: number, now: number): void {
    if (this.#moved.get(chat) === now) return;
    this.#moved.set(chat, now);
    const message =
      'A group of Telegram has another number now: change notify.telegram.chat, its routes or TELEGRAM_CHAT_ID';
    this.#log('warn', message, { chat, now });
  }

  /** What the chat is called now, as far as is known. */
  now(chat: number): number {
    return this.#moved.get(chat) ?? chat;
  }
}
