/** The port to whatever tells people and programs of incidents. Deciding who is told what is not its business. */
import type { Incident } from './incident.ts';

/** Why something is told. */
export const TELLING_REASONS = [
  'triggered',
  'acknowledged',
  'mitigated',
  'resolved',
  'reopened',
  'severity',
  'merged',
  'updated',
] as const;

/** For which somebody may have to get up. */
export const LOUD_REASONS: readonly TellingReason[] = ['triggered', 'reopened', 'severity'];

export type TellingReason = (typeof TELLING_REASONS)[number];

/** What is told on one channel, once. */
export type Notification = IncidentNotification | PlainNotification;

export interface IncidentNotification {
  readonly kind: 'incident';
  /** Unique for ever, the same at every attempt: receivers that look at it see each message once. */
  readonly key: string;
  readonly reason: TellingReason;
  /** As it was when that was decided. */
  readonly incident: Incident;
  /** What the alert that matters most says of itself. */
  readonly summary: string;
  readonly runbookUrl: string | null;
  readonly dashboardUrl: string | null;
  /** Who did what this tells of; null for Nines itself. */
  readonly by: string | null;
  /** When it was decided, ISO 8601 UTC. */
  readonly at: string;
}

/** A test, or that another channel does not work. */
export interface PlainNotification {
  readonly kind: 'plain';
  readonly key: string;
  readonly title: string;
  readonly text: string;
  /** Key of an earlier one that this one says to be over; undefined for most. */
  readonly ends?: string;
  readonly at: string;
}

/** What a channel needs to go on where it left off: the id of a message to edit or to answer. JSON, a few hundred bytes. */
export type ThreadReference = Readonly<Record<string, string | number>>;

/** Some of those whom a message is for. */
export interface Unreached {
  readonly whom: readonly string[];
  /** Fit to be shown. */
  readonly reason: string;
}

/** How an attempt ended. A notifier never rejects, but for `signal`. */
export type DeliveryResult =
  /**
   * `thread`: to be kept for what follows of the same incident; undefined leaves what was kept. `unreached`: who does not
   * get it, and why that does not pass by itself; undefined for nobody.
   */
  | { readonly outcome: 'sent'; readonly thread?: ThreadReference; readonly unreached?: Unreached }
  /**
   * Later perhaps. `retryAfterMs`: what the other side asked for. `isThrottled`: it counts as no failure. `isUnclear`: it
   * may have arrived all the same. `isPartial`: some have it, and do not get it again where it is sent again as it was.
   */
  | {
      readonly outcome: 'failed';
      readonly reason: string;
      readonly retryAfterMs?: number;
      readonly isThrottled?: boolean;
      readonly isUnclear?: boolean;
      readonly isPartial?: boolean;
    }
  /** Somebody has to do something first: it is tried again, minutes later. */
  | { readonly outcome: 'refused'; readonly reason: string };

/** How a channel wants to be used. */
export interface ChannelTraits {
  /** So many incidents and notices that wait may become one message, which names them all; 1: each is sent by itself, in order. */
  readonly bundles: number;
  /** Of two that wait about one incident only the later one matters. */
  readonly supersedes: boolean;
  /**
   * Who gets a message twice sees it once, by the keys of all that it tells of: what may have arrived is sent again as it
   * was, and what came since by itself. @defaultValue false
   */
  readonly recognizes?: boolean;
  /** After which an attempt that did not end is given up as unclear, ms. @defaultValue 30_000 */
  readonly longestAttemptMs?: number;
  /** Messages that may be sent in a row; each `perMs` one of them is regained. */
  readonly pace: { readonly burst: number; readonly perMs: number };
}

export interface Notifier {
  /** Name of the destination as routes write it: `slack`, `slack:#web`, `webhook:archive`. */
  readonly channel: string;
  readonly traits: ChannelTraits;
  /**
   * Sends one message that tells of all of `notifications` (one, where the channel does not bundle).
   *
   * @param thread - what was kept of the incident; undefined for the first time, for bundles and for plain ones
   */
  deliver(
    notifications: readonly Notification[],
    thread: ThreadReference | undefined,
    signal: AbortSignal,
  ): Promise<DeliveryResult>;
}
