/**
 * Buttons that people press in chats. Whoever can press one can see the message, so is of the channel or chat that nines.yaml
 * names; where a press comes from elsewhere, as after a message was forwarded, it does nothing.
 */
import { parseDestination } from '@nines/catalog/vocabulary';
import type { Notify } from '@nines/catalog';
import { messageOf, NinesError } from '@nines/kernel';
import type { Clock, Incident } from '@nines/kernel';
import {
  answerSlackPress,
  answerTelegramPress,
  isFromTelegram,
  isOf,
  isStale,
  parseSlackPress,
  parseTelegramPress,
  supergroupOf,
  verifySlackSignature,
} from '@nines/notify';
import type { Press, TelegramBot } from '@nines/notify';
import type { ChatSources } from '../http/routes/incident-sources.ts';
import { changedElsewhere } from '../access/audit.ts';
import type { IncidentDesk } from '../incidents/incident-desk.ts';
import type { Log } from '../log.ts';
import { withoutEndSlash } from './build-notifier.ts';
import { slackRoomOf } from './slack-room.ts';
import type { TelegramMoves } from './telegram-moves.ts';

export interface ChatButtonsOptions {
  /** Undefined before the catalog is known. */
  readonly notify: () => Notify | undefined;
  /** Name of the platform; undefined as `notify`. */
  readonly platform: () => string | undefined;
  /** @throws NinesError `SECRET_MISSING` */
  readonly secret: (name: string) => string;
  readonly command: IncidentDesk['command'];
  /** @throws NinesError `INCIDENT_UNKNOWN` */
  readonly show: (number: number) => Promise<Incident>;
  readonly moves: TelegramMoves;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends what is being answered. */
  readonly signal: AbortSignal;
}

type Headers = Parameters<ChatSources['slack']>[1];

/** How Slack calls every private channel: its name is nobody's business. */
const PRIVATE = 'privategroup';

/** Groups are above it; supergroups and channels below. */
const LAST_GROUP = -1_000_000_000_000;

const OLD = 'The button is of before: look at the newest message.';
const OLDER = 'This message is too old: use a newer one, or `nines incident`.';
const OTHER = 'This message is of another platform, or of an older incident with the same number: nothing was changed.';
const ELSEWHERE = 'This chat is not the one that nines.yaml names.';

export class ChatButtons implements ChatSources {
  readonly #options: ChatButtonsOptions;

  constructor(options: ChatButtonsOptions) {
    this.#options = options;
  }

  /** Resolves once it is clear that it comes from Slack, which waits for 3 s; what was pressed is done afterwards. */
  async slack(body: string, headers: Headers): Promise<void> {
    const { clock, log, notify, secret, signal } = this.#options;
    const slack = notify()?.slack;
    if (slack?.signingSecret === undefined)
      throw new NinesError('API_NOT_FOUND', 'nines.yaml has no `notify.slack.signingSecret`');
    const signingSecret = secret(slack.signingSecret.secret);
    const verdict = verifySlackSignature({ headers, body, signingSecret, nowMs: clock.now() });
    if (verdict !== 'right') throw new NinesError('API_UNAUTHORIZED', `the signature of Slack is ${verdict}`);
    const press = parseSlackPress(body);
    if (press === undefined) return;
    this.#soon(async () => {
      const said = this.#isSlackRoom(body) ? await this.#carryOut('slack', press) : ELSEWHERE;
      if (said === undefined || press.responseUrl === null) return;
      const answer = await answerSlackPress(press.responseUrl, said, { clock }, signal);
      if (answer.outcome !== 'sent') log('warn', 'A press in Slack was not answered', { reason: answer.reason });
    });
  }

  /** As `slack`. */
  async telegram(update: unknown, headers: Headers): Promise<void> {
    const reference = this.#options.notify()?.telegram?.callbackSecret;
    if (reference === undefined) {
      throw new NinesError('API_NOT_FOUND', 'nines.yaml has no `notify.telegram.callbackSecret`');
    }
    if (!isFromTelegram(headers, this.#options.secret(reference.secret))) {
      throw new NinesError('API_UNAUTHORIZED', 'this needs the secret that Telegram was given with the webhook');
    }
    this.#soon(() => this.telegramUpdate(update));
  }

  /** Carries out what an update of Telegram asks for, and answers whoever pressed. What is no button is nothing. */
  async telegramUpdate(update: unknown): Promise<void> {
    const { clock, log, signal } = this.#options;
    const bot = this.#telegramBot();
    const press = parseTelegramPress(update);
    if (bot === undefined || press === undefined) return;
    const said = (await this.#isTelegramChat(bot, press.chat)) ? await this.#carryOut('telegram', press) : ELSEWHERE;
    const answer = { queryId: press.queryId, text: said ?? 'Done.' };
    const { outcome, ...more } = await answerTelegramPress(bot, answer, { clock }, signal);
    if (outcome !== 'sent') log('warn', 'A press in Telegram was not answered', more);
  }

  /** The bot that has to be asked what was pressed; undefined where there is none, or its webhook is called. */
  askedBot(): TelegramBot | undefined {
    if (this.#options.notify()?.telegram?.callbackSecret !== undefined) return undefined;
    try {
      return this.#telegramBot();
    } catch {
      return undefined; // that its token is missing is told by what cannot be delivered
    }
  }

  /** @throws NinesError `SECRET_MISSING` */
  #telegramBot(): TelegramBot | undefined {
    const telegram = this.#options.notify()?.telegram;
    return telegram && { token: this.#options.secret(telegram.token.secret), api: withoutEndSlash(telegram.api) };
  }

  /** Undefined where it was done, and the message will say so; otherwise why not, for whoever pressed. */
  async #carryOut(chat: 'slack' | 'telegram', { button, key, user }: Press): Promise<string | undefined> {
    const { clock, command, platform, show } = this.#options;
    const { action, identity, incident } = button;
    if (identity === null) return OLDER;
    try {
      const meant = await show(incident);
      if (!isOf(button, meant, platform() ?? '')) return OTHER;
      if (isStale(button, meant)) return OLD;
      const at = new Date(clock.now()).toISOString();
      const wanted = { incident, action: { kind: action }, by: user.name, key, at };
      await command(wanted, [changedElsewhere(chat, wanted, user.id)]);
      return undefined;
    } catch (error) {
      if (error instanceof NinesError) return error.message;
      throw error;
    }
  }

  #isSlackRoom(body: string): boolean {
    const room = slackRoomOf(body);
    if (room === undefined) return false;
    const rooms = this.#destinations().flatMap((to) =>
      to?.kind === 'slack' && to.channel !== undefined ? [to.channel] : [],
    );
    const own = this.#options.notify()?.slack?.channel;
    const allowed = (own === undefined ? rooms : [own, ...rooms]).map((name) => name.replace(/^#/u, ''));
    return room.name === PRIVATE || allowed.includes(room.name) || allowed.includes(room.id);
  }

  /** One that nines.yaml names, or that one of those became: before anything was told there, Telegram has to be asked. */
  async #isTelegramChat(bot: TelegramBot, chat: number | null): Promise<boolean> {
    const { clock, moves, signal } = this.#options;
    const named = this.#telegramChats();
    if (chat === null) return false;
    if (named.some((each) => each === chat || moves.now(each) === chat)) return true;
    const groups = named.filter((each) => isGroup(each) && moves.now(each) === each);
    const became = await Promise.all(groups.map((group) => supergroupOf(bot, group, { clock }, signal)));
    for (const [index, now] of became.entries()) if (now !== undefined) moves.learned(groups[index] ?? now, now);
    return became.includes(chat);
  }

  #telegramChats(): readonly number[] {
    const home = this.#options.notify()?.telegram?.chat;
    const others = this.#destinations().map((to) => (to?.kind === 'telegram' ? to.chat : undefined));
    return [home, ...others].filter((chat) => chat !== undefined);
  }

  #destinations() {
    return (this.#options.notify()?.routes ?? []).flatMap(({ to }) => to).map(parseDestination);
  }

  #soon(work: () => Promise<void>): void {
    const { log, signal } = this.#options;
    work().catch((error: unknown) => {
      if (!signal.aborted) log('error', 'What was pressed in a chat could not be done', { reason: messageOf(error) });
    });
  }
}

/** Rather than a supergroup, which stays what it is. @see Telegram Bot API, "Dialog IDs" */
function isGroup(chat: number): boolean {
  return chat < 0 && chat > LAST_GROUP;
}
