/** What mail servers say, and what it means. */
import { hasCode, messageOf } from '@nines/kernel';
import type { DeliveryResult } from '@nines/kernel';
import { cleanLine } from '../text/clean-text.ts';
import { cutText } from '../text/cut-text.ts';

/** One recipient was not taken. */
export interface Rejection {
  readonly address: string;
  /** Whether it may be taken later. */
  readonly isPassing: boolean;
  /** Code and text of the answer, fit to be shown. */
  readonly said: string;
}

/** @param answered - what nodemailer resolves or rejects with; `password` is shown to nobody */
export function rejectionsIn(answered: unknown, password: string | undefined): readonly Rejection[] {
  const { rejectedErrors } = answered as Readonly<Record<string, unknown>>;
  const errors = Array.isArray(rejectedErrors) ? (rejectedErrors as readonly Readonly<Record<string, unknown>>[]) : [];
  return errors.map(({ recipient, responseCode, response }) => ({
    address: String(recipient),
    isPassing: !(typeof responseCode === 'number' && responseCode >= 500),
    said: shown(response, password) || String(responseCode),
  }));
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
const UNHEARD: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EDNS',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ETIMEDOUT',
  'ETLS',
]);

/** As Node says that the other side ended the connection amid the handshake. */
const BEFORE_TLS = 'before secure TLS connection';

/** It ends, whatever it did with the mail. @see RFC 5321, 3.8 "Terminating Sessions and Connections" */
const CLOSING = 421;

/** @param error - what nodemailer rejects with; `password` is shown to nobody */
export function resultOf(error: unknown, password: string | undefined): Exclude<DeliveryResult, { outcome: 'sent' }> {
  const { responseCode, response, code, originalCode, command } = error as Readonly<Record<string, unknown>>;
  const whose = 'the mail server';
  const isPermanent = typeof responseCode === 'number' && responseCode >= 500;
  if (isOfCertificate(originalCode) || (code === 'ETLS' && isPermanent)) {
    return { outcome: 'refused', reason: `${whose} ${NO_TLS}` };
  }
  if (hasCode(error, 'EAUTH')) {
    const isPassing = typeof responseCode === 'number' && !isPermanent;
    const reason = `${whose} does not accept the login: check user and password`;
    return { outcome: isPassing ? 'failed' : 'refused', reason };
  }
  if (typeof responseCode === 'number') {
    const reason = `${whose} says ${shown(response, password) || responseCode}`;
    if (isPermanent) return { outcome: 'refused', reason };
    const isUnclear = responseCode === CLOSING && command === 'DATA' && code === 'EMESSAGE';
    return { outcome: 'failed', reason, ...(isUnclear && { isUnclear }) };
  }
  const known = typeof code === 'string' ? REASONS[code] : undefined;
  const reason = `${whose} ${known ?? 'broke the connection'}`;
  const isUnheard =
    UNHEARD.has(code) ||
    (UNHEARD.has(originalCode) && originalCode !== 'ETIMEDOUT') ||
    messageOf(error).includes(BEFORE_TLS);
  return { outcome: 'failed', reason, ...(!isUnheard && { isUnclear: true }) };
}

/** By the codes of Node and OpenSSL. @see Node.js documentation, "X509 certificate error codes" */
function isOfCertificate(code: unknown): boolean {
  return typeof code === 'string' && /CERT|_SIGNATURE$|^(?:INVALID_(?:CA|PURPOSE)|HOSTNAME_MISMATCH)$/u.test(code);
}

function shown(response: unknown, password: string | undefined): string {
  return typeof response === 'string' ? cutText(cleanLine(withoutSecret(response, password)), 160) : '';
}

function withoutSecret(text: string, secret: string | undefined): string {
  return secret === undefined || secret === '' ? text : text.replaceAll(secret, '…');
}
