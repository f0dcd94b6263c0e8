/**
 * Which fields a trailer section must not hold: those for framing, routing, request modifiers, authentication, response
 * control and payload processing, which a receiver may act on before it has seen the trailers. An underscore counts as
 * the hyphen that some receivers take it for.
 *
 * @see RFC 9110, section 6.5.1
 */
import type { FieldTable } from './field-table.ts';

const FORBIDDEN = new Set([
  ...['age', 'authorization', 'cache-control', 'connection', 'content-encoding', 'content-length', 'content-range'],
  ...['content-type', 'cookie', 'date', 'expect', 'expires', 'forwarded', 'host', 'http2-settings', 'keep-alive'],
  ...['location', 'max-forwards', 'pragma', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'range'],
  ...['retry-after', 'set-cookie', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'vary', 'www-authenticate'],
  ...['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range', 'x-real-ip'],
  ...['nines-declared', 'nines-version', 'traceparent', 'tracestate'],
]);
const FORBIDDEN_PREFIX = 'x-forwarded-';

export function hasForbiddenTrailer(bytes: Buffer, base: number, fields: FieldTable): boolean {
  for (let index = 0; index < fields.count; index += 1) {
    const sent = bytes.toString('latin1', base + fields.nameStart(index), base + fields.nameEnd(index));
    const name = sent.toLowerCase().replaceAll('_', '-');
    if (FORBIDDEN.has(name) || name.startsWith(FORBIDDEN_PREFIX)) return true;
  }
  return false;
}
