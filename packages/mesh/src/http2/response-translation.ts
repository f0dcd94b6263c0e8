/**
 * A response of HTTP/1.1, as our own data path writes it, in the words of HTTP/2.
 *
 * @see RFC 9113, sections 8.2.2 (connection-specific fields) and 8.3.2 (`:status`)
 */
import type { ResponseHead } from '../http/response-head.ts';

/** What `node:http2` refuses to send; `te` means nothing in a response. */
const CONNECTION_SPECIFIC = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'http2-settings', 'te'],
]);

/** Values by name. It inherits nothing, for a service may call a field `constructor`. */
export type FieldsByName = Record<string, string[]>;

/** Names and values in turn, `:status` first. */
export function translateResponse({ status, bytes, base, fields }: ResponseHead): string[] {
  const list = [':status', String(status)];
  for (let index = 0; index < fields.count; index += 1) {
    const name = bytes.toString('latin1', base + fields.nameStart(index), base + fields.nameEnd(index)).toLowerCase();
    if (CONNECTION_SPECIFIC.has(name)) continue;
    list.push(name, bytes.toString('latin1', base + fields.valueStart(index), base + fields.valueEnd(index)));
  }
  return list;
}

/** What `translateResponse` made of an informational response, by name. */
export function groupByName(list: readonly string[]): FieldsByName {
  const fields = noFields();
  for (let index = 0; index < list.length; index += 2) add(fields, list[index] ?? '', list[index + 1] ?? '');
  return fields;
}

/** The trailer section by name. @param lines with CRLF each */
export function translateTrailerLines(lines: string): FieldsByName {
  const trailers = noFields();
  for (const line of lines.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) add(trailers, line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return trailers;
}

function noFields(): FieldsByName {
  return Object.create(null) as FieldsByName;
}

function add(fields: FieldsByName, name: string, value: string): void {
  (fields[name] ??= []).push(value);
}
