/**
 * Slack, as far as messages of incidents need it: `chat.postMessage`, `chat.update`, an incoming webhook, buttons.
 *
 * Stricter than the real one: what exceeds a documented limit is refused, also where Slack would cut it off.
 *
 * @see Slack developer documentation: chat.postMessage, chat.update, "Sending messages using incoming webhooks",
 *   "Handling user interaction in your Slack apps", "Verifying requests from Slack", "Rate limits"
 */
import { createHmac } from 'node:crypto';
import { HttpReceiver, isObject, jsonObject } from './http-receiver.ts';
import type { ReceivedRequest, ReceiverAnswer, ReceiverOptions } from './http-receiver.ts';
import { PaceKeeper } from './pace.ts';
import type { Pace } from './pace.ts';
import { blockFindings, isTooMuch, isWellFormed, readBlocks, readMrkdwn, shownText } from './slack-blocks.ts';
import type { SlackReading } from './slack-blocks.ts';

export interface FakeSlackOptions extends ReceiverOptions {
  /** @defaultValue 'xoxb-test' */
  readonly token?: string;
  /** What buttons are signed with. @defaultValue 'signing-secret' */
  readonly signingSecret?: string;
  /** Names of channels the bot is in. @defaultValue every name that begins with `#` or `C` */
  readonly channels?: readonly string[];
  /** Of posts to one channel, and of one webhook. @defaultValue 4 in a row, 1 a second */
  readonly pace?: Pace;
  /** Of updates. @defaultValue 20 in a row, 50 a minute */
  readonly updatePace?: Pace;
}

type Fields = Readonly<Record<string, unknown>>;

export interface SlackMessage {
  /** Id of the channel: `C-sre` for `#sre`. */
  readonly channel: string;
  readonly ts: string;
  /** Message whose thread it is in. */
  readonly threadTs: string | undefined;
  readonly isBroadcast: boolean;
  readonly by: 'bot' | 'webhook';
  /** As it is now, and as it ever was, the oldest first. */
  readonly text: string;
  readonly blocks: readonly Fields[];
  readonly versions: readonly Fields[];
  /** Of `metadata.event_payload`, as it was posted and at each update. */
  readonly metadata: readonly Fields[];
  /** Wall clock, ms, of the post and of each update. */
  readonly times: readonly number[];
}

/** What is said to whoever pressed a button. */
export interface SlackReply {
  readonly to: string;
  readonly body: Fields;
}

export interface SlackPress {
  /** @defaultValue 'U1' */
  readonly userId?: string;
  /** @defaultValue 'ada' */
  readonly userName?: string;
  /** Moment that is signed, seconds since the epoch. @defaultValue now */
  readonly timestamp?: number;
  /** @defaultValue that of the app */
  readonly signingSecret?: string;
}

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const TEXT_OF_POST = 40_000;
const TEXT_OF_UPDATE = 4_000;
const WEBHOOK = '/services/T1/B1/hook';

export class FakeSlack extends HttpReceiver {
  readonly messages: SlackMessage[] = [];
  readonly replies: SlackReply[] = [];
  readonly #options: FakeSlackOptions;
  readonly #posts: PaceKeeper;
  readonly #updates: PaceKeeper;
  #serial = 0;

  constructor(options: FakeSlackOptions = {}) {
    super(options);
    this.#options = options;
    this.#posts = new PaceKeeper(options.pace ?? { burst: 4, perMs: 1_000 }, this.now);
    this.#updates = new PaceKeeper(options.updatePace ?? { burst: 20, perMs: 1_200 }, this.now);
  }

  /** Where `chat.postMessage` and its like are: what a notifier takes as `api`. */
  get api(): string {
    return `${this.url}/api`;
  }

  get webhookUrl(): string {
    return `${this.url}${WEBHOOK}`;
  }

  /** Not in a thread: what a channel shows. */
  get posts(): readonly SlackMessage[] {
    return this.messages.filter(({ threadTs }) => threadTs === undefined);
  }

  /** Who is called and where links lead, of a message as it is. */
  reading({ text, blocks }: SlackMessage): SlackReading {
    const [fallback, shown] = [readMrkdwn(text, true), readBlocks(blocks)];
    return { mentions: [...fallback.mentions, ...shown.mentions], links: [...fallback.links, ...shown.links] };
  }

  /** All that people see of a message, as it is; without blocks its text. */
  shown({ text, blocks }: SlackMessage): string {
    return blocks.length === 0 ? text : shownText(blocks);
  }

  /** Buttons of a message, as it is. */
  buttons({ blocks }: SlackMessage): readonly Fields[] {
    return blocks
      .filter(({ type }) => type === 'actions')
      .flatMap(({ elements }) => elements as readonly Fields[])
      .filter(({ type }) => type === 'button');
  }

  /** What Slack sends when somebody presses the button whose `action_id` contains `action`. */
  pressed(message: SlackMessage, action: string, press: SlackPress = {}): SignedRequest {
    const button = this.buttons(message).find(({ action_id: id }) => String(id).includes(action));
    if (button === undefined) throw new Error(`the message has no button for "${action}"`);
    return this.signed(this.#interaction(message, button, press), press);
  }

  /** Presses it: sends that to `url`. */
  async press(url: string, message: SlackMessage, action: string, press: SlackPress = {}): Promise<Response> {
    return fetch(url, { method: 'POST', ...this.pressed(message, action, press) });
  }

  /** @see Slack developer documentation, "Verifying requests from Slack" */
  signed(payload: object, { timestamp, signingSecret }: SlackPress = {}): SignedRequest {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const at = timestamp ?? Math.floor(this.now() / 1_000);
    const secret = signingSecret ?? this.#options.signingSecret ?? 'signing-secret';
    const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
    const type = 'application/x-www-form-urlencoded';
    return {
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': String(at),
        'x-slack-signature': `v0=${signature}`,
      },
      body,
    };
  }

  protected override handle(request: ReceivedRequest): ReceiverAnswer {
    if (request.method !== 'POST') return { status: 404, body: 'not found' };
    if (request.path.startsWith('/services/')) return this.#hook(request);
    if (request.path.startsWith('/actions/')) return this.#reply(request);
    const method = METHODS[request.path];
    if (method === undefined) return refusal('unknown_method');
    const { authorization } = request.headers;
    if (authorization === undefined) return refusal('not_authed');
    if (authorization !== `Bearer ${this.#options.token ?? 'xoxb-test'}`) return refusal('invalid_auth');
    if (!/^application\/json\b/u.test(request.headers['content-type'] ?? '')) return refusal('invalid_arguments');
    const said = jsonObject(request.body);
    if (said === undefined) return refusal('invalid_json');
    return method === 'post' ? this.#post(said) : this.#update(said);
  }

  protected override throttled(seconds: number): ReceiverAnswer {
    return {
      status: 429,
      headers: { 'retry-after': String(seconds) },
      body: { ok: false, error: 'ratelimited' },
    };
  }

  #post(said: Fields): ReceiverAnswer {
    const channel = this.#channel(said['channel']);
    if (channel === undefined) return refusal('channel_not_found');
    const wrong = contentError(said, TEXT_OF_POST);
    if (wrong !== undefined) return wrong;
    const threadTs = said['thread_ts'];
    if (threadTs !== undefined && this.#find(channel, threadTs) === undefined) return refusal('thread_not_found');
    const waitMs = this.#posts.take(channel);
    if (waitMs > 0) return this.throttled(Math.ceil(waitMs / 1_000));
    const message = this.#add(channel, said, 'bot');
    return { status: 200, body: { ok: true, channel, ts: message.ts, message: { text: message.text } } };
  }

  #update(said: Fields): ReceiverAnswer {
    const channel = said['channel'];
    // An update takes the id alone, not the name.
    if (typeof channel !== 'string' || !channel.startsWith('C')) return refusal('channel_not_found');
    const wrong = contentError(said, TEXT_OF_UPDATE);
    if (wrong !== undefined) return wrong;
    const message = this.#find(channel, said['ts']);
    if (message === undefined) return refusal('message_not_found');
    if (message.by !== 'bot') return refusal('cant_update_message');
    const waitMs = this.#updates.take('');
    if (waitMs > 0) return this.throttled(Math.ceil(waitMs / 1_000));
    this.messages[this.messages.indexOf(message)] = {
      ...message,
      text: textOf(said),
      blocks: blocksOf(said),
      versions: [...message.versions, said],
      metadata: [...message.metadata, ...metadataOf(said)],
      times: [...message.times, this.now()],
    };
    return { status: 200, body: { ok: true, channel, ts: message.ts, text: textOf(said) } };
  }

  #hook(request: ReceivedRequest): ReceiverAnswer {
    if (request.path !== WEBHOOK) return { status: 404, body: 'no_service' };
    const said = jsonObject(request.body);
    if (said === undefined) return { status: 400, body: 'invalid_payload' };
    const wrong = contentError(said, TEXT_OF_POST);
    if (wrong !== undefined) return { status: 400, body: errorOf(wrong) };
    const waitMs = this.#posts.take(WEBHOOK);
    if (waitMs > 0) return super.throttled(Math.ceil(waitMs / 1_000));
    this.#add('C-webhook', said, 'webhook');
    return { status: 200, body: 'ok' };
  }

  #reply(request: ReceivedRequest): ReceiverAnswer {
    const body = jsonObject(request.body);
    if (body === undefined) return { status: 400, body: 'invalid_payload' };
    this.replies.push({ to: request.path.split('/').at(-1) ?? '', body });
    return { status: 200, body: { ok: true } };
  }

  #add(channel: string, said: Fields, by: SlackMessage['by']): SlackMessage {
    this.#serial += 1;
    const ts = `${Math.floor(this.now() / 1_000)}.${String(this.#serial).padStart(6, '0')}`;
    const threadTs = typeof said['thread_ts'] === 'string' ? said['thread_ts'] : undefined;
    const message: SlackMessage = {
      channel,
      ts,
      threadTs,
      isBroadcast: said['reply_broadcast'] === true,
      by,
      text: textOf(said),
      blocks: blocksOf(said),
      versions: [said],
      metadata: metadataOf(said),
      times: [this.now()],
    };
    this.messages.push(message);
    return message;
  }

  #find(channel: string, ts: unknown): SlackMessage | undefined {
    return this.messages.find((message) => message.channel === channel && message.ts === ts);
  }

  #channel(name: unknown): string | undefined {
    if (typeof name !== 'string') return undefined;
    const { channels } = this.#options;
    const isKnown =
      channels === undefined ? /^[#C]/u.test(name) : channels.some((one) => one === name || idOf(one) === name);
    return isKnown ? idOf(name) : undefined;
  }

  #interaction(message: SlackMessage, button: Fields, { userId = 'U1', userName = 'ada' }: SlackPress): object {
    this.#serial += 1;
    const { channel, ts } = message;
    return {
      type: 'block_actions',
      user: { id: userId, username: userName, name: userName, team_id: 'T1' },
      api_app_id: 'A1',
      token: 'verification-token-is-deprecated',
      container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
      trigger_id: `${this.#serial}.${this.now()}.trigger`,
      team: { id: 'T1', domain: 'example' },
      enterprise: null,
      is_enterprise_install: false,
      channel: { id: channel, name: channel.slice(2) },
      message: { type: 'message', user: 'UBOT', ts, text: message.text, blocks: message.blocks },
      state: { values: {} },
      response_url: `${this.url}/actions/T1/${this.#serial}/${userId}`,
      actions: [{ block_id: 'b', ...button, type: 'button', action_ts: `${this.now() / 1_000}.${this.#serial}` }],
    };
  }
}

const METHODS: Readonly<Record<string, 'post' | 'update'>> = {
  '/api/chat.postMessage': 'post',
  '/api/chat.update': 'update',
};

/** Slack says errors of its methods with status 200. */
function refusal(error: string, messages: readonly string[] = []): ReceiverAnswer {
  return { status: 200, body: { ok: false, error, ...(messages.length > 0 && { response_metadata: { messages } }) } };
}

function errorOf({ body }: ReceiverAnswer): string {
  return isObject(body) ? String(body['error']) : '';
}

function contentError(said: Fields, longest: number): ReceiverAnswer | undefined {
  const { text, blocks } = said;
  if (text !== undefined && (typeof text !== 'string' || !isWellFormed(text))) return refusal('invalid_arguments');
  if ((text === undefined || text === '') && blocks === undefined) return refusal('no_text');
  if (typeof text === 'string' && text.length > longest) return refusal('msg_too_long');
  if (blocks === undefined) return undefined;
  const findings = blockFindings(blocks);
  if (findings.length > 0) return refusal('invalid_blocks', findings);
  return isTooMuch(blocks) ? refusal('msg_blocks_too_long') : undefined;
}

function textOf({ text }: Fields): string {
  return typeof text === 'string' ? text : '';
}

function blocksOf({ blocks }: Fields): readonly Fields[] {
  return Array.isArray(blocks) ? (blocks as readonly Fields[]) : [];
}

function metadataOf({ metadata }: Fields): readonly Fields[] {
  if (!isObject(metadata)) return [];
  const payload = metadata['event_payload'];
  return isObject(payload) ? [payload] : [];
}

function idOf(channel: string): string {
  return channel.startsWith('#') ? `C-${channel.slice(1)}` : channel;
}
