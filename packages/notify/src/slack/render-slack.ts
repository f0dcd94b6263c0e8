/**
 * Notifications as Slack shows them. What comes from alerts is `plain_text`, which Slack never reads, or escaped.
 *
 * Limits: header 150 characters, section 3,000, 10 fields of 2,000, 50 blocks, of all blocks together some 9,600 (not
 * documented; 9,000 as JSON are kept to).
 *
 * @see Slack developer documentation, "Block Kit" reference; slackapi/bolt-js 2867 on the total
 */
import type { IncidentNotification, Notification, PlainNotification } from '@nines/kernel';
import { buttonsOf, BUTTON_LABELS, encodeButton } from '../content/buttons.ts';
import { bundleHeadline, bundleOf } from '../content/bundle.ts';
import { headlineOf, markOf, tellingOf } from '../content/telling.ts';
import type { Fact, Telling } from '../content/telling.ts';
import { cleanLine, cleanText } from '../text/clean-text.ts';
import { cutText, inJson, inSlackJson } from '../text/cut-text.ts';
import { escapeForSlack } from '../text/escape-text.ts';

type Block = Readonly<Record<string, unknown>>;

export interface SlackContent {
  /** What notifications of the phone and screen readers say. Escaped. */
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** `action_id` of our buttons begins with it. */
export const ACTION_PREFIX = 'nines.';

const LONGEST = { header: 150, says: 2_500, fact: 250, line: 330, text: 300, links: 1_500 } as const;
const MOST_FIELDS = 10;
/** Incidents and notices that one message names. */
export const MOST_LINES = 16;

/**
 * One message that tells of all of them.
 *
 * @param platform - where buttons act; undefined: without buttons
 */
export function renderSlack(notifications: readonly Notification[], platform: string | undefined): SlackContent {
  const [first] = notifications;
  if (notifications.length !== 1 || first === undefined) return several(notifications);
  return first.kind === 'plain' ? notice(first) : incident(first, platform);
}

/** A short answer in the thread of an incident. */
export function renderSlackReply(notification: IncidentNotification): string {
  const { mark, change, headline } = tellingOf(notification);
  return escapeForSlack(cutText(`${mark} ${change}: ${headline}`, LONGEST.text, inSlackJson));
}

function incident(notification: IncidentNotification, platform: string | undefined): SlackContent {
  const telling = tellingOf(notification);
  const { mark, headline, drill, change, says, facts } = telling;
  const blocks = [
    header(`${mark} ${headline}`),
    ...(drill === null ? [] : [plainSection(drill, LONGEST.fact)]),
    ...(says === '' ? [] : [plainSection(says, LONGEST.says)]),
    { type: 'section', fields: facts.slice(0, MOST_FIELDS).map(field) },
    ...linksBlock(telling),
    ...(platform === undefined ? [] : buttonsBlock(notification, platform)),
  ];
  return { text: fallback(`${mark} ${headline}: ${change}`), blocks };
}

function notice({ title, text }: PlainNotification): SlackContent {
  const [line, body] = [cleanLine(title), cleanText(text)];
  const blocks = [header(line || 'Notice'), ...(body === '' ? [] : [plainSection(body, LONGEST.says)])];
  return { text: fallback(line || 'Notice'), blocks };
}

function several(notifications: readonly Notification[]): SlackContent {
  const bundle = bundleOf(notifications);
  const { incidents, plain } = bundle;
  const headline = bundleHeadline(bundle) || 'Nothing to tell';
  const blocks = [
    header(headline),
    ...incidents.map((one) => plainSection(lineOf(one), LONGEST.line)),
    ...plain.map(({ title, text }) => plainSection(noticeLine(title, text), LONGEST.line)),
  ];
  return { text: fallback([headline, ...incidents.map(({ incident: one }) => headlineOf(one))].join('; ')), blocks };
}

function lineOf(notification: IncidentNotification): string {
  const { change } = tellingOf(notification);
  return `${markOf(notification.incident)} ${headlineOf(notification.incident)}\n${change}`;
}

function noticeLine(title: string, text: string): string {
  return cleanText(`${cleanLine(title)}\n${text}`) || 'Notice';
}

function header(text: string): Block {
  return { type: 'header', text: plainText(text, LONGEST.header) };
}

function plainSection(text: string, most: number): Block {
  return { type: 'section', text: plainText(text, most) };
}

/** `emoji: false`: `:fire:` in what an alert says stays what it is. */
function plainText(text: string, most: number): Block {
  return { type: 'plain_text', text: cutText(text, most, inJson), emoji: false };
}

function field({ label, value }: Fact): Block {
  return mrkdwn(`*${label}*\n${escapeForSlack(cutText(value, LONGEST.fact, inSlackJson))}`);
}

/** `verbatim`: what looks like an address or a name of a channel is not made a link. */
function mrkdwn(text: string): Block {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** Those that leave room for the rest: an address may be several times as long when it is escaped. */
function linksBlock({ links }: Telling): readonly Block[] {
  const elements: Block[] = [];
  let room = LONGEST.links;
  for (const { title, url } of links) {
    const element = mrkdwn(`<${escapeForSlack(url)}|${escapeForSlack(title)}>`);
    room -= JSON.stringify(element).length;
    if (room >= 0) elements.push(element);
  }
  return elements.length === 0 ? [] : [{ type: 'context', elements }];
}

function buttonsBlock({ incident: of }: IncidentNotification, platform: string): readonly Block[] {
  const elements = buttonsOf(of, platform).map((button, index) => ({
    type: 'button',
    action_id: `${ACTION_PREFIX}${button.action}`,
    text: { type: 'plain_text', text: BUTTON_LABELS[button.action] },
    value: encodeButton(button),
    ...(index === 0 && { style: 'primary' }),
  }));
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

function fallback(text: string): string {
  return escapeForSlack(cutText(text, LONGEST.text, inSlackJson));
}
