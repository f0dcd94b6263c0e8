/** Tells people by mail. */
import type { DeliveryResult, Notifier, ThreadReference } from '@nines/kernel';
import type { MailProgress, PartlySent } from './partly-sent.ts';
import { MOST_LINES, renderMail } from './render-mail.ts';
import { rejectionsIn, resultOf } from './smtp-result.ts';
import type { Rejection } from './smtp-result.ts';

export interface EmailNotifierOptions {
  /** Name of the destination: `email`, `email:web@example.com`. */
  readonly channel: string;
  readonly to: readonly string[];
  /** `nines@example.com`, or with a name before it: `Nines <nines@example.com>`. */
  readonly from: string;
  /** Of the server that takes mail. Port 465 speaks TLS from the first byte. */
  readonly host: string;
  readonly port: number;
  readonly login?: { readonly user: string; readonly password: string };
  /** False: TLS is used where the server offers it, whoever's its certificate is. @defaultValue true */
  readonly requireTls?: boolean;
  /** Mails that only some have: the same at every attempt. */
  readonly partly: PartlySent;
  /** Until the server says who it is, and speaks TLS, ms: shorter than what an attempt may take. @defaultValue 30_000 */
  readonly connectTimeoutMs?: number;
}

/** Many a server looks into a mail before it says that it has it. @see RFC 5321, 4.5.3.2 "Timeouts" */
const LONGEST_ATTEMPT_MS = 120_000;

const PACE = { burst: 10, perMs: 2_000 };
const TLS_FROM_THE_FIRST_BYTE = 465;

export function emailNotifier(options: EmailNotifierOptions): Notifier {
  const { channel, to, from, login, partly } = options;
  const domain = domainOf(from);
  return {
    channel,
    traits: {
      bundles: MOST_LINES,
      supersedes: false,
      recognizes: true,
      longestAttemptMs: LONGEST_ATTEMPT_MS,
      pace: PACE,
    },
    deliver: async (notifications, thread, signal) => {
      signal.throwIfAborted();
      const { isUrgent, thread: next, inReplyTo, ...mail } = renderMail(notifications, thread, domain);
      const references = inReplyTo === undefined ? {} : { inReplyTo, references: [inReplyTo] };
      const known = partly.of(channel, mail.messageId);
      const ended = (rejections: readonly Rejection[]): DeliveryResult => {
        const progress = progressAfter(known, rejections);
        partly.keep(channel, mail.messageId, progress);
        return resultOfProgress(progress, to.length, rejections, next);
      };
      try {
        const transport = await openTransport(options);
        const info = await transport.sendMail({
          ...mail,
          ...references,
          ...(isUrgent && { priority: 'high' as const }),
          from,
          to: [...to],
          envelope: { from, to: [...(known?.left ?? to)] },
          signal,
        });
        return ended(rejectionsIn(info, login?.password));
      } catch (error) {
        signal.throwIfAborted();
        const rejections = rejectionsIn(error, login?.password);
        if (known !== undefined && rejections.length > 0) return ended(rejections);
        const result = resultOf(error, login?.password);
        return known === undefined ? result : { ...result, outcome: 'failed', isPartial: true };
      }
    },
  };
}

/** After a mail that somebody has. */
function progressAfter(known: MailProgress | undefined, rejections: readonly Rejection[]): MailProgress {
  const final = rejections.filter(({ isPassing }) => !isPassing);
  return {
    left: rejections.filter(({ isPassing }) => isPassing).map(({ address }) => address),
    refused: [...(known?.refused ?? []), ...final.map(({ address }) => address)],
    refusal: known?.refusal ?? final[0]?.said,
  };
}

function resultOfProgress(
  { left, refused, refusal }: MailProgress,
  all: number,
  rejections: readonly Rejection[],
  thread: ThreadReference | undefined,
): DeliveryResult {
  if (left.length > 0) {
    const said = rejections.find(({ isPassing }) => isPassing)?.said;
    const reason = `the mail server did not take it for ${left.length} of ${all}: it says ${said}`;
    return { outcome: 'failed', reason, isPartial: true };
  }
  const unreached =
    refusal === undefined ? {} : { unreached: { whom: refused, reason: `the mail server says ${refusal}` } };
  return { outcome: 'sent', ...(thread !== undefined && { thread }), ...unreached };
}

/** The library is loaded with the first mail: most platforms send none. */
async function openTransport(options: EmailNotifierOptions) {
  const { host, port, login, requireTls = true, connectTimeoutMs = 30_000 } = options;
  const { createTransport } = await import('nodemailer');
  return createTransport({
    host,
    port,
    secure: port === TLS_FROM_THE_FIRST_BYTE,
    requireTLS: requireTls,
    connectionTimeout: connectTimeoutMs,
    ...(login !== undefined && { auth: { user: login.user, pass: login.password } }),
    ...(!requireTls && { tls: { rejectUnauthorized: false } }),
    // A mail is made of what is given here: never of files or of what an address leads to.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function domainOf(from: string): string {
  const domain = /@([a-z0-9.-]+)>?\s*$/iu.exec(from)?.[1];
  return domain ?? 'nines.invalid';
}
