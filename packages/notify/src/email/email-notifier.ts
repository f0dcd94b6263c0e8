/** Tells people by mail. */
import { formatDuration, hasCode, messageOf } from '@nines/kernel';
import type { Clock, DeliveryResult, Notifier } from '@nines/kernel';
import { cleanLine } from '../text/clean-text.ts';
import { cutText } from '../text/cut-text.ts';
import { MOST_LINES, renderMail } from './render-mail.ts';

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
  readonly clock: Pick<Clock, 'timeoutSignal'>;
  /** For the whole of it, ms. @defaultValue 30_000 */
  readonly timeoutMs?: number;
  /** Until the server says who it is, ms: shorter than what an attempt may take. @defaultValue 6_000 */
  readonly connectTimeoutMs?: number;
}

const PACE = { burst: 10, perMs: 2_000 };
const TLS_FROM_THE_FIRST_BYTE = 465;

export function emailNotifier(options: EmailNotifierOptions): Notifier {
  const { channel, to, from, clock, timeoutMs = 30_000 } = options;
  const domain = domainOf(from);
  return {
    channel,
    traits: { bundles: MOST_LINES, supersedes: false, recognizes: true, pace: PACE },
    deliver: async (notifications, thread, signal) => {
      signal.throwIfAborted();
      const { isUrgent, thread: next, inReplyTo, ...mail } = renderMail(notifications, thread, domain);
      const timeout = clock.timeoutSignal(timeoutMs);
      const stop = AbortSignal.any([signal, timeout]);
      const references = inReplyTo === undefined ? {} : { inReplyTo, references: [inReplyTo] };
      try {
        const transport = await openTransport(options);
        await transport.sendMail({
          ...mail,
          ...references,
          ...(isUrgent && { priority: 'high' as const }),
          from,
          to: [...to],
          signal: stop,
        });
        return { outcome: 'sent', ...(next !== undefined && { thread: next }) };
      } catch (error) {
        signal.throwIfAborted();
        if (!timeout.aborted) return resultOf(error, options);
        const reason = `the mail server does not answer within ${formatDuration(timeoutMs)}`;
        return { outcome: 'failed', reason, isUnclear: true };
      }
    },
  };
}

/** The library is loaded with the first mail: most platforms send none. */
async function openTransport(options: EmailNotifierOptions) {
  const { host, port, login, requireTls = true, connectTimeoutMs = 6_000 } = options;
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

const NO_TLS = 'offers no TLS that can be trusted: check the port and the certificate, or allow mail without TLS';

/** What did not work, by nodemailer's codes. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNECTION: 'cannot be reached',
  ECONNREFUSED: 'cannot be reached',
  ESOCKET: 'cannot be reached',
  EDNS: 'is not found: check its name',
  ETIMEDOUT: 'does not answer',
};

/** Nothing was handed over: there was nobody, or nobody who said who he is. */
const UNHEARD: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EDNS', 'ETIMEDOUT']);

/** It ends, whatever it did with the mail. @see RFC 5321, 3.8 "Terminating Sessions and Connections" */
const CLOSING = 421;

function resultOf(error: unknown, { login }: EmailNotifierOptions): DeliveryResult {
  const { responseCode, response, code, originalCode, command } = error as Readonly<Record<string, unknown>>;
  const whose = 'the mail server';
  if (hasCode(error, 'ETLS') || /certificate|self.signed/iu.test(messageOf(error))) {
    return { outcome: 'refused', reason: `${whose} ${NO_TLS}` };
  }
  if (hasCode(error, 'EAUTH')) {
    const isPassing = typeof responseCode === 'number' && responseCode < 500;
    const reason = `${whose} does not accept the login: check user and password`;
    return { outcome: isPassing ? 'failed' : 'refused', reason };
  }
  if (typeof responseCode === 'number') {
    const said = typeof response === 'string' ? cutText(cleanLine(withoutSecret(response, login?.password)), 160) : '';
    const reason = `${whose} says ${said || responseCode}`;
    if (responseCode >= 500) return { outcome: 'refused', reason };
    const isUnclear = responseCode === CLOSING && command === 'DATA' && code === 'EMESSAGE';
    return { outcome: 'failed', reason, ...(isUnclear && { isUnclear }) };
  }
  const known = typeof code === 'string' ? REASONS[code] : undefined;
  const reason = `${whose} ${known ?? 'broke the connection'}`;
  const isUnheard = UNHEARD.has(code) || (UNHEARD.has(originalCode) && originalCode !== 'ETIMEDOUT');
  return { outcome: 'failed', reason, ...(!isUnheard && { isUnclear: true }) };
}

function withoutSecret(text: string, secret: string | undefined): string {
  return secret === undefined || secret === '' ? text : text.replaceAll(secret, '…');
}

function domainOf(from: string): string {
  const domain = /@([a-z0-9.-]+)>?\s*$/iu.exec(from)?.[1];
  return domain ?? 'nines.invalid';
}
