/**
 * A request of HTTP/2 in the words of HTTP/1.1, so that it takes the same way as any other: through the strict parser,
 * with all its refusals.
 *
 * Pure. Every octet is checked here, before it stands between line ends, so that no field can become two, and no
 * request another; the parser checks what they mean.
 *
 * @see RFC 9113, sections 8.2 (fields), 8.3.1 (pseudo-header fields), 8.2.3 (Cookie), 10.3 (intermediaries)
 */
import { FIELD_VALUE, HOST, REQUEST_TARGET, TOKEN } from '../http/octets.ts';
import type { RefusalReason } from '../http/refusal.ts';

export interface TranslatedRequest {
  readonly method: string;
  /** Request line and header section, in latin1. */
  readonly head: string;
  /** The body is to follow in chunks. */
  readonly isChunked: boolean;
}

/** What connections of HTTP/1.1 are governed by has no place here. `te` may say `trailers`, which nobody is told. */
const CONNECTION_SPECIFIC = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'http2-settings'],
]);

interface Section {
  readonly pseudo: Map<string, string>;
  readonly lines: string[];
  /** Sent in pieces, so that they compress better; HTTP/1.1 knows one. */
  readonly cookies: string[];
  host: string | undefined;
  hasLength: boolean;
}

/**
 * @param fields names and values in turn, as they came; pseudo-header fields first
 * @param hasBody whether anything follows the header section
 */
export function translateRequest(fields: readonly string[], hasBody: boolean): TranslatedRequest | RefusalReason {
  const section = readSection(fields);
  if (typeof section === 'string') return section;
  const { pseudo, lines, cookies, host, hasLength } = section;
  const fault = faultOfPseudo(pseudo);
  if (fault !== undefined) return fault;
  const authority = pseudo.get(':authority') ?? host;
  if (authority !== undefined && host !== undefined && !isSame(authority, host)) return 'bad_host';
  const method = pseudo.get(':method') ?? '';
  const isChunked = hasBody && !hasLength;
  const all = [
    `${method} ${pseudo.get(':path') ?? ''} HTTP/1.1`,
    ...(authority === undefined ? [] : [`host: ${authority}`]),
    ...lines,
    ...(cookies.length === 0 ? [] : [`cookie: ${cookies.join('; ')}`]),
    ...(isChunked ? ['transfer-encoding: chunked'] : []),
    'connection: close', // the connection that this stream stands for carries one request
  ];
  return { method, head: `${all.join('\r\n')}\r\n\r\n`, isChunked };
}

function readSection(fields: readonly string[]): Section | RefusalReason {
  const section: Section = { pseudo: new Map(), lines: [], cookies: [], host: undefined, hasLength: false };
  let isPseudoOver = false;
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? '';
    const value = fields[index + 1] ?? '';
    if (name.startsWith(':')) {
      if (isPseudoOver || section.pseudo.has(name)) return 'bad_pseudo_field';
      section.pseudo.set(name, value);
      continue;
    }
    isPseudoOver = true;
    const fault = faultOf(name, value) ?? take(section, name, value);
    if (fault !== undefined) return fault;
  }
  return section;
}

function take(section: Section, name: string, value: string): RefusalReason | undefined {
  if (name === 'cookie') section.cookies.push(value);
  else if (name === 'host') {
    if (section.host !== undefined) return 'repeated_host';
    section.host = value;
  } else {
    section.hasLength ||= name === 'content-length';
    section.lines.push(`${name}: ${value}`);
  }
  return undefined;
}

function faultOfPseudo(pseudo: ReadonlyMap<string, string>): RefusalReason | undefined {
  const method = pseudo.get(':method') ?? '';
  const path = pseudo.get(':path') ?? '';
  const authority = pseudo.get(':authority');
  if (method === 'CONNECT') return 'method_not_supported';
  if (!consistsOf(method, TOKEN)) return 'bad_method';
  // Anything else would be read as absolute form, and lead elsewhere.
  if (!path.startsWith('/') && path !== '*') return 'bad_target';
  if (!consistsOf(path, REQUEST_TARGET)) return 'bad_target';
  if (authority !== undefined && !consistsOf(authority, HOST)) return 'bad_host';
  const known = authority === undefined ? 3 : 4;
  return pseudo.get(':scheme') === 'https' && pseudo.size === known ? undefined : 'bad_pseudo_field';
}

function faultOf(name: string, value: string): RefusalReason | undefined {
  if (CONNECTION_SPECIFIC.has(name)) return 'connection_field';
  if (!consistsOf(name, TOKEN) || name !== name.toLowerCase()) return 'bad_field_name';
  return value === '' || consistsOf(value, FIELD_VALUE) ? undefined : 'bad_field_value';
}

/** Trailer lines with CRLF each; undefined where one is malformed. What they may hold, the parser decides. */
export function translateTrailers(fields: readonly string[]): string | undefined {
  let lines = '';
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? '';
    const value = fields[index + 1] ?? '';
    if (faultOf(name, value) !== undefined) return undefined;
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}

function isSame(authority: string, host: string): boolean {
  return authority.toLowerCase() === host.toLowerCase();
}

/** Not empty, and every character among the octets allowed. */
function consistsOf(text: string, allowed: Uint8Array): boolean {
  if (text === '') return false;
  for (let index = 0; index < text.length; index += 1) if (allowed[text.charCodeAt(index)] !== 1) return false;
  return true;
}
