/**
 * Notifications as mail: text and HTML of the same content. Mails about one incident have one subject and refer to the
 * first, so that mail programs show them as one conversation.
 *
 * @see RFC 5322, 3.6.4 "Identification Fields"; RFC 3834, 5 "The Auto-Submitted header field"
 */
import { createHash } from 'node:crypto';
import type { IncidentNotification, Notification, PlainNotification, ThreadReference } from '@nines/kernel';
import { bundleHeadline, bundleOf } from '../content/bundle.ts';
import { headlineOf, markOf, tellingOf } from '../content/telling.ts';
import { cleanLine, cleanText } from '../text/clean-text.ts';
import { cutText } from '../text/cut-text.ts';
import { renderMailHtml } from './mail-html.ts';
import type { MailContent } from './mail-html.ts';

export interface RenderedMail {
  /** From the key: the same at every attempt. In angle brackets. */
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Of the first mail about the incident; undefined where this is it. */
  readonly inReplyTo?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it is about something that pages. */
  readonly isUrgent: boolean;
  /** To be kept for the mails that follow. */
  readonly thread: ThreadReference | undefined;
}

const LONGEST = { subject: 180, says: 4_000, title: 150 } as const;
/** Incidents and notices that one message names. */
export const MOST_LINES = 100;

/** @param domain - what message ids end on: of whoever sends */
export function renderMail(
  notifications: readonly Notification[],
  thread: ThreadReference | undefined,
  domain: string,
): RenderedMail {
  const [first] = notifications;
  const messageId = messageIdOf(notifications, domain);
  const isSingle = notifications.length === 1 && first !== undefined;
  if (isSingle && first.kind === 'incident') return incident(first, thread, messageId);
  const content = isSingle && first.kind === 'plain' ? notice(first) : several(notifications);
  const subject = subjectOf(content.headline);
  const isUrgent = notifications.some((one) => one.kind === 'incident' && isPage(one));
  return { messageId, subject, ...bodies(content), headers: AUTOMATIC, isUrgent, thread: undefined };
}

const AUTOMATIC = { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' };

function incident(
  notification: IncidentNotification,
  thread: ThreadReference | undefined,
  messageId: string,
): RenderedMail {
  const { incident: of } = notification;
  const { headline, drill, change, says, facts, links } = tellingOf(notification);
  const first = threadOf(thread);
  const subject = first?.subject ?? subjectOf(headline);
  const content = { headline, mark: markOf(of), lines: [change], drill, says, facts, links };
  const repliesTo = first !== undefined && first.messageId !== messageId ? first : undefined;
  return {
    messageId,
    subject: repliesTo === undefined ? subject : `Re: ${subject}`,
    ...bodies(content),
    ...(repliesTo !== undefined && { inReplyTo: repliesTo.messageId }),
    headers: { ...AUTOMATIC, 'x-nines-incident': String(of.number) },
    isUrgent: isPage(notification),
    thread: first === undefined ? { messageId, subject } : undefined,
  };
}

function notice({ title, text }: PlainNotification): MailContent {
  const headline = cutText(cleanLine(title) || 'Notice', LONGEST.title);
  return {
    headline,
    mark: '',
    lines: [],
    drill: null,
    says: cutText(cleanText(text), LONGEST.says),
    facts: [],
    links: [],
  };
}

function several(notifications: readonly Notification[]): MailContent {
  const bundle = bundleOf(notifications);
  const { incidents, plain } = bundle;
  const lines = [
    ...incidents.map((one) => `${markOf(one.incident)} ${headlineOf(one.incident)}: ${tellingOf(one).change}`),
    ...plain.map(({ title, text }) => cutText(cleanLine(`${title}: ${text}`), LONGEST.title)),
  ];
  const headline = bundleHeadline(bundle) || 'Nothing to tell';
  return { headline, mark: '', lines, drill: null, says: '', facts: [], links: [] };
}

function isPage({ incident: { severity, drill } }: IncidentNotification): boolean {
  return severity <= 2 && drill === null;
}

function bodies(content: MailContent): { readonly text: string; readonly html: string } {
  const { headline, mark, lines, drill, says, facts, links } = content;
  const paragraphs = [
    `${mark} ${headline}`.trim(),
    drill ?? '',
    lines.join('\n'),
    says,
    facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    links.map(({ title, url }) => `${title}: ${url}`).join('\n'),
  ];
  return { text: `${paragraphs.filter((text) => text !== '').join('\n\n')}\n`, html: renderMailHtml(content) };
}

function subjectOf(headline: string): string {
  return cutText(headline, LONGEST.subject);
}

function messageIdOf(notifications: readonly Notification[], domain: string): string {
  const hash = createHash('sha256').update(JSON.stringify(notifications.map(({ key }) => key)));
  return `<${hash.digest('hex').slice(0, 32)}@${domain}>`;
}

function threadOf(
  reference: ThreadReference | undefined,
): { readonly messageId: string; readonly subject: string } | undefined {
  const { messageId, subject } = reference ?? {};
  return typeof messageId === 'string' && typeof subject === 'string' ? { messageId, subject } : undefined;
}
