/**
 * Telegram's Bot API, as far as messages of incidents need it: sending, editing, buttons, long polling, groups that
 * become supergroups.
 *
 * @see Telegram Bot API: sendMessage, editMessageText, sendChatAction, answerCallbackQuery, getUpdates, setWebhook; "Bots FAQ", limits
 */
import { HttpReceiver, isObject, jsonObject } from './http-receiver.ts';
import type { ReceivedRequest, ReceiverAnswer, ReceiverOptions } from './http-receiver.ts';
import { PaceKeeper } from './pace.ts';
import type { Pace } from './pace.ts';
import { readTelegramHtml } from './telegram-html.ts';
import type { TelegramEntity } from './telegram-html.ts';

export interface FakeTelegramOptions extends ReceiverOptions {
  /** @defaultValue '123456:test-token' */
  readonly token?: string;
  /** Chats that the bot is in. @defaultValue every number */
  readonly chats?: readonly number[];
  /** Of each chat. @defaultValue 4 in a row, 1 a second */
  readonly pace?: Pace;
  /** Of each group (its id is negative) besides. @defaultValue 20 in a row, 20 a minute */
  readonly groupPace?: Pace;
}

type Fields = Readonly<Record<string, unknown>>;

interface TelegramContent {
  /** What is shown, after parsing. */
  readonly text: string;
  readonly html: string;
  readonly entities: readonly TelegramEntity[];
  readonly keyboard: readonly (readonly Fields[])[];
}

export interface TelegramMessage extends TelegramContent {
  readonly chat: number;
  readonly id: number;
  readonly replyTo: number | undefined;
  readonly isSilent: boolean;
  /** As it ever was, the oldest first. */
  readonly versions: readonly TelegramContent[];
  /** Wall clock, ms, when it was sent and at each edit. */
  readonly times: readonly number[];
}

export interface TelegramPress {
  /** @defaultValue 7 */
  readonly userId?: number;
  /** @defaultValue 'Ada' */
  readonly firstName?: string;
  /** @defaultValue 'ada' */
  readonly username?: string;
}

const LONGEST = 4_096;
const MOST_BYTES_OF_DATA = 64;

export class FakeTelegram extends HttpReceiver {
  readonly token: string;
  readonly messages: TelegramMessage[] = [];
  /** Answers to presses. */
  readonly answers: Fields[] = [];
  /** Groups that became supergroups. */
  readonly #upgraded = new Map<number, number>();
  #chats: readonly number[] | undefined;
  /** Of each chat, the number of its last message. */
  readonly #lastMessages = new Map<number, number>();
  readonly #pace: PaceKeeper;
  readonly #groupPace: PaceKeeper;
  #updates: readonly (Fields & { readonly update_id: number })[] = [];
  readonly #open = new Set<string>();
  #serial = 0;
  #poll: AbortController | undefined;

  constructor(options: FakeTelegramOptions = {}) {
    super(options);
    this.token = options.token ?? '123456:test-token';
    this.#chats = options.chats;
    this.#pace = new PaceKeeper(options.pace ?? { burst: 4, perMs: 1_000 }, this.now);
    this.#groupPace = new PaceKeeper(options.groupPace ?? { burst: 20, perMs: 3_000 }, this.now);
  }

  /** What a notifier takes as `api`. */
  get api(): string {
    return this.url;
  }

  /** A group becomes a supergroup, whose messages have numbers of their own: whoever asks for the group is told its id. */
  upgrade(group: number, supergroup: number): void {
    this.#upgraded.set(group, supergroup);
    this.#chats = this.#chats && [...this.#chats, supergroup];
  }

  /** The update of a press on the button whose data contains `action`, as it is sent to a webhook. */
  pressed(
    message: TelegramMessage,
    action: string,
    press: TelegramPress = {},
  ): Fields & { readonly update_id: number } {
    const button = message.keyboard.flat().find(({ callback_data: data }) => String(data).includes(action));
    if (button === undefined) throw new Error(`the message has no button for "${action}"`);
    const { userId = 7, firstName = 'Ada', username = 'ada' } = press;
    const id = `query-${this.#next()}`;
    this.#open.add(id);
    const chat = { id: message.chat, type: message.chat < 0 ? 'supergroup' : 'private' };
    return {
      update_id: this.#next(),
      callback_query: {
        id,
        from: { id: userId, is_bot: false, first_name: firstName, username },
        message: { message_id: message.id, date: Math.floor(this.now() / 1_000), chat, text: message.text },
        chat_instance: '1',
        data: button['callback_data'],
      },
    };
  }

  /** Presses it: `getUpdates` gives it out next. */
  press(message: TelegramMessage, action: string, press: TelegramPress = {}): void {
    this.offer(this.pressed(message, action, press));
  }

  /** Something that `getUpdates` gives out next; given again with an id of before, it is a repetition. */
  offer(update: Fields & { readonly update_id: number }): void {
    this.#updates = [...this.#updates, update];
    this.tellOfChange();
  }

  protected override async handle(request: ReceivedRequest): Promise<ReceiverAnswer> {
    const match = /^\/bot([^/]+)\/(\w+)$/u.exec(new URL(request.path, this.url).pathname);
    if (match === null) return refusal(404, 'Not Found');
    if (match[1] !== this.token) return refusal(401, 'Unauthorized');
    const said = jsonObject(request.body === '' ? '{}' : request.body);
    if (said === undefined) return refusal(400, "Bad Request: can't parse request body as JSON");
    const method = METHODS[match[2]?.toLowerCase() ?? ''];
    if (method === undefined) return refusal(404, 'Not Found: method not found');
    if (method === 'send') return this.#send(said);
    if (method === 'edit') return this.#edit(said);
    if (method === 'act') return this.#act(said);
    return method === 'answer' ? this.#answerQuery(said) : this.#getUpdates(said, request.gone);
  }

  protected override failure(): ReceiverAnswer {
    return refusal(500, 'Internal Server Error');
  }

  protected override throttled(seconds: number): ReceiverAnswer {
    return refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
  }

  #send(said: Fields): ReceiverAnswer {
    const chat = this.#chat(said['chat_id']);
    if (typeof chat !== 'number') return chat;
    const content = contentOf(said);
    if ('status' in content) return content;
    const throttled = this.#throttle(chat);
    if (throttled !== undefined) return throttled;
    const reply = said['reply_parameters'];
    const replyTo = isObject(reply) ? Number(reply['message_id']) : undefined;
    const isKnown = replyTo === undefined || this.#find(chat, replyTo) !== undefined;
    if (!isKnown && !(isObject(reply) && reply['allow_sending_without_reply'] === true)) {
      return refusal(400, 'Bad Request: message to be replied not found');
    }
    const id = (this.#lastMessages.get(chat) ?? 0) + 1;
    this.#lastMessages.set(chat, id);
    const isSilent = said['disable_notification'] === true;
    const times = [this.now()];
    this.messages.push({
      ...content,
      chat,
      id,
      replyTo: isKnown ? replyTo : undefined,
      isSilent,
      versions: [content],
      times,
    });
    return success({ message_id: id, date: Math.floor(this.now() / 1_000), chat: { id: chat }, text: content.text });
  }

  #edit(said: Fields): ReceiverAnswer {
    const chat = this.#chat(said['chat_id']);
    if (typeof chat !== 'number') return chat;
    const content = contentOf(said);
    if ('status' in content) return content;
    const message = this.#find(chat, said['message_id']);
    if (message === undefined) return refusal(400, 'Bad Request: message to edit not found');
    const throttled = this.#throttle(chat);
    if (throttled !== undefined) return throttled;
    if (JSON.stringify(message.versions.at(-1)) === JSON.stringify(content)) {
      const same =
        'specified new message content and reply markup are exactly the same as a current content and reply markup of the message';
      return refusal(400, `Bad Request: message is not modified: ${same}`);
    }
    const versions = [...message.versions, content];
    const times = [...message.times, this.now()];
    this.messages[this.messages.indexOf(message)] = { ...message, ...content, versions, times };
    return success({ message_id: message.id, date: 0, chat: { id: chat }, text: content.text });
  }

  /** Says for some seconds that the bot is about to do something. */
  #act({ action, chat_id: id }: Fields): ReceiverAnswer {
    const chat = this.#chat(id);
    if (typeof chat !== 'number') return chat;
    return action === 'typing' ? success(true) : refusal(400, 'Bad Request: wrong parameter action in request');
  }

  #answerQuery(said: Fields): ReceiverAnswer {
    const { callback_query_id: id, text = '' } = said;
    if (typeof text !== 'string' || text.length > 200) return refusal(400, 'Bad Request: MESSAGE_TOO_LONG');
    if (typeof id !== 'string' || !this.#open.delete(id)) {
      return refusal(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid');
    }
    this.answers.push(said);
    return success(true);
  }

  async #getUpdates(said: Fields, gone: AbortSignal): Promise<ReceiverAnswer> {
    const { offset = 0, timeout = 0, limit = 100 } = said as Readonly<Record<string, number | undefined>>;
    this.#poll?.abort();
    const poll = new AbortController();
    this.#poll = poll;
    this.#updates = this.#updates.filter(({ update_id: id }) => id >= offset);
    const over = [gone, poll.signal, ...(timeout > 0 ? [AbortSignal.timeout(timeout * 1_000)] : [AbortSignal.abort()])];
    await this.waitUntil(() => this.#updates.length > 0 || this.mode !== 'up', AbortSignal.any(over)).catch(
      () => undefined,
    );
    if (poll.signal.aborted) {
      const why = 'terminated by other getUpdates request; make sure that only one bot instance is running';
      return refusal(409, `Conflict: ${why}`);
    }
    if (this.mode === 'failing') return this.failure();
    return success(this.#updates.slice(0, limit));
  }

  #chat(id: unknown): number | ReceiverAnswer {
    const chat = Number(id);
    const next = this.#upgraded.get(chat);
    if (next !== undefined) {
      return refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: next });
    }
    const isKnown = Number.isSafeInteger(chat) && (this.#chats?.includes(chat) ?? true);
    return isKnown ? chat : refusal(400, 'Bad Request: chat not found');
  }

  #throttle(chat: number): ReceiverAnswer | undefined {
    const waitMs = this.#pace.take(String(chat)) || (chat < 0 ? this.#groupPace.take(String(chat)) : 0);
    return waitMs > 0 ? this.throttled(Math.ceil(waitMs / 1_000)) : undefined;
  }

  #find(chat: number, id: unknown): TelegramMessage | undefined {
    return this.messages.find((message) => message.chat === chat && message.id === id);
  }

  #next(): number {
    this.#serial += 1;
    return this.#serial;
  }
}

const METHODS: Readonly<Record<string, 'send' | 'edit' | 'act' | 'answer' | 'updates'>> = {
  sendchataction: 'act',
  sendmessage: 'send',
  editmessagetext: 'edit',
  answercallbackquery: 'answer',
  getupdates: 'updates',
};

function success(result: unknown): ReceiverAnswer {
  return { status: 200, body: { ok: true, result } };
}

function refusal(code: number, description: string, parameters?: Fields): ReceiverAnswer {
  return { status: code, body: { ok: false, error_code: code, description, ...(parameters && { parameters }) } };
}

function contentOf(said: Fields): TelegramContent | ReceiverAnswer {
  const { text: html = '', parse_mode: mode, reply_markup: markup } = said;
  if (typeof html !== 'string') return refusal(400, 'Bad Request: message text must be a string');
  if (!html.isWellFormed()) return refusal(400, 'Bad Request: strings must be encoded in UTF-8');
  const read = mode === 'HTML' ? readTelegramHtml(html) : { text: html, entities: [] };
  if ('error' in read) return refusal(400, read.error);
  // The real one drops control characters; here they are an error, so that they are noticed.
  if (read.text.includes('\0')) return refusal(400, 'Bad Request: text contains NUL');
  if (read.text.trim() === '') return refusal(400, 'Bad Request: message text is empty');
  if (read.text.length > LONGEST) return refusal(400, 'Bad Request: message is too long');
  const keyboard = keyboardOf(markup);
  return keyboard === undefined
    ? refusal(400, 'Bad Request: BUTTON_DATA_INVALID')
    : { text: read.text, html, entities: read.entities, keyboard };
}

function keyboardOf(markup: unknown): readonly (readonly Fields[])[] | undefined {
  const rows = isObject(markup) ? markup['inline_keyboard'] : undefined;
  if (rows === undefined) return [];
  const isRight =
    Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.every((button) => isButton(button)));
  return isRight ? (rows as readonly (readonly Fields[])[]) : undefined;
}

function isButton(button: unknown): boolean {
  if (!isObject(button) || typeof button['text'] !== 'string' || button['text'] === '') return false;
  const data = button['callback_data'];
  if (data === undefined) return typeof button['url'] === 'string' && /^https?:\/\/[^/]+\.[^/]+/u.test(button['url']);
  const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0;
  return bytes >= 1 && bytes <= MOST_BYTES_OF_DATA;
}
