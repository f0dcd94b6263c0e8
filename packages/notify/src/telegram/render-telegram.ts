/**
 * Notifications as Telegram shows them: HTML, at most 4,096 characters after parsing.
 *
 * Telegram makes links and mentions of plain text by itself. What comes from alerts is either preformatted, where it
 * does not, or defused: a character without width keeps it from being an address or a name.
 *
 * @see Telegram Bot API, "Formatting options", "HTML style"; InlineKeyboardButton
 */
import type { IncidentNotification, Notification, PlainNotification } from '@nines/kernel';
import { buttonsOf, BUTTON_LABELS, encodeButton } from '../content/buttons.ts';
import { bundleHeadline, bundleOf } from '../content/bundle.ts';
import { headlineOf, markOf, tellingOf } from '../content/telling.ts';
import { cleanLine, cleanText } from '../text/clean-text.ts';
import { cutText } from '../text/cut-text.ts';
import type { CostOf } from '../text/cut-text.ts';
import { escapeForHtml } from '../text/escape-text.ts';

export interface TelegramContent {
  readonly html: string;
  /** The same without markup, where Telegram does not take the markup. */
  readonly text: string;
  readonly keyboard: readonly (readonly TelegramButton[])[];
}

export interface TelegramButton {
  readonly text: string;
  /** 1-64 bytes. */
  readonly callback_data: string;
}

/** Of what is defused: as it is then. */
const LONGEST = { says: 1_500, line: 160, notice: 200, title: 200, whole: 4_096 } as const;
/** Incidents and notices that one message names. */
export const MOST_LINES = 14;

/** One message that tells of all of them. */
export function renderTelegram(notifications: readonly Notification[], platform: string): TelegramContent {
  const [first] = notifications;
  if (notifications.length !== 1 || first === undefined) return contentOf(several(notifications));
  if (first.kind === 'plain') return contentOf(notice(first));
  const keyboard = buttonsOf(first.incident, platform).map((button) => ({
    text: BUTTON_LABELS[button.action],
    callback_data: encodeButton(button),
  }));
  return contentOf(incident(first), keyboard.length === 0 ? [] : [keyboard]);
}

/** A short answer to the message of an incident. */
export function renderTelegramReply(notification: IncidentNotification): TelegramContent {
  const { mark, change, headline } = tellingOf(notification);
  return contentOf([[said(`${mark} ${change}: ${headline}`, LONGEST.notice)]]);
}

/** A piece of text, and what is made of it. */
interface Piece {
  readonly text: string;
  readonly tag?: 'b' | 'pre';
  readonly url?: string;
}

/** Paragraphs of pieces. */
type Paragraphs = readonly (readonly Piece[])[];

function incident(notification: IncidentNotification): Paragraphs {
  const { mark, headline, drill, change, says, facts, links } = tellingOf(notification);
  return [
    [{ text: `${mark} ` }, { ...said(headline, LONGEST.title), tag: 'b' }],
    ...(drill === null ? [] : [[said(drill, LONGEST.line)]]),
    ...(says === '' ? [] : [[{ text: cutText(says, LONGEST.says), tag: 'pre' as const }]]),
    [said(change, LONGEST.line)],
    facts.flatMap(({ label, value }, index) => [
      { text: `${index === 0 ? '' : '\n'}${label}: `, tag: 'b' as const },
      said(value, LONGEST.line),
    ]),
    links.flatMap(({ title, url }, index) => [...(index === 0 ? [] : [{ text: ' · ' }]), { ...said(title, 60), url }]),
  ];
}

function notice({ title, text }: PlainNotification): Paragraphs {
  const body = cutText(cleanText(text), LONGEST.says);
  return [
    [{ ...said(cleanLine(title) || 'Notice', LONGEST.title), tag: 'b' }],
    ...(body === '' ? [] : [[{ text: body, tag: 'pre' as const }]]),
  ];
}

function several(notifications: readonly Notification[]): Paragraphs {
  const bundle = bundleOf(notifications);
  const { incidents, plain } = bundle;
  return [
    [{ text: bundleHeadline(bundle) || 'Nothing to tell', tag: 'b' }],
    ...incidents.map((one) => lineOf(one)),
    ...plain.map(({ title, text }) => [said(cleanLine(`${title}: ${text}`), LONGEST.notice)]),
  ];
}

function lineOf(notification: IncidentNotification): readonly Piece[] {
  const { change } = tellingOf(notification);
  const headline = said(headlineOf(notification.incident), 120);
  return [{ text: `${markOf(notification.incident)} ` }, { ...headline, tag: 'b' }, { text: '\n' }, said(change, 100)];
}

/** Text of others, cut and defused. */
function said(text: string, most: number): Piece {
  return { text: defused(cutText(text, most, inDefused)) };
}

/** What a character may add to the length of defused text. */
const inDefused: CostOf = (character) => {
  if (character === '@' || character === '#') return 3;
  return character.length + ('/$:.'.includes(character) ? 1 : 0);
};

const WORD_JOINER = '\u2060';

/** Nothing in it is an address, a mention, a command or a hashtag any more; it looks the same. */
export function defused(text: string): string {
  return text.replaceAll(/(?<=[@/#$:])(?=[^\s])|(?<=\S)(?=[@#])|(?<=\S\.)(?=\S)/gu, WORD_JOINER);
}

function contentOf(paragraphs: Paragraphs, keyboard: TelegramContent['keyboard'] = []): TelegramContent {
  const filled = paragraphs.filter((pieces) => pieces.length > 0);
  const text = filled.map((pieces) => pieces.map((piece) => piece.text).join('')).join('\n\n');
  const html = filled.map((pieces) => pieces.map(markedUp).join('')).join('\n\n');
  return { html, text: cutText(text, LONGEST.whole), keyboard };
}

function markedUp({ text, tag, url }: Piece): string {
  const escaped = escapeForHtml(text);
  if (url !== undefined) return `<a href="${escapeForHtml(url)}">${escaped}</a>`;
  return tag === undefined ? escaped : `<${tag}>${escaped}</${tag}>`;
}
