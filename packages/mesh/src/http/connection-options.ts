/**
 * The Connection field: what ends at this hop.
 *
 * @see RFC 9110, section 7.6.1
 */
import { equalsIgnoringCase, FIELD } from './field-kinds.ts';
import type { FieldTable } from './field-table.ts';
import { COMMA, SPACE, TAB, TOKEN } from './octets.ts';

const CLOSE = Buffer.from('close');
const KEEP_ALIVE = Buffer.from('keep-alive');
const UPGRADE = Buffer.from('upgrade');

/** Naming one of these would make us drop what the next hop decides by. */
const FOR_EVERY_RECIPIENT = new Set([
  ...['authorization', 'cache-control', 'content-encoding', 'content-length', 'content-type', 'cookie', 'date'],
  ...['expect', 'forwarded', 'host', 'location', 'set-cookie', 'traceparent', 'tracestate', 'transfer-encoding', 'via'],
  ...['x-real-ip', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'nines-declared', 'nines-version'],
]);

/** What all Connection fields of one head say together. */
export class ConnectionOptions {
  close = false;
  keepAlive = false;
  upgrade = false;
  #nominated: string[] | undefined;

  clear(): void {
    this.close = false;
    this.keepAlive = false;
    this.upgrade = false;
    this.#nominated = undefined;
  }

  /** Reads one Connection value. False when it must be refused. */
  read(bytes: Buffer, start: number, end: number): boolean {
    let at = start;
    while (at < end) {
      while (at < end && isSeparator(bytes[at])) at += 1;
      const optionStart = at;
      while (at < end && TOKEN[bytes[at] ?? 0] === 1) at += 1;
      if (at < end && !isSeparator(bytes[at])) return false;
      if (at > optionStart && !this.#addOption(bytes, optionStart, at)) return false;
      while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
      if (at < end && bytes[at] !== COMMA) return false;
    }
    return true;
  }

  /** Marks the fields that Connection names, so that they are not forwarded. */
  applyTo(bytes: Buffer, base: number, fields: FieldTable): void {
    if (this.#nominated === undefined) return;
    for (let index = 0; index < fields.count; index += 1) {
      const kind = fields.kind(index);
      if (kind !== FIELD.OTHER && kind !== FIELD.FORWARDED) continue;
      const name = bytes.toString('latin1', base + fields.nameStart(index), base + fields.nameEnd(index)).toLowerCase();
      if (this.#nominated.includes(name)) fields.setKind(index, FIELD.NOMINATED);
    }
  }

  #addOption(bytes: Buffer, start: number, end: number): boolean {
    if (is(bytes, start, end, KEEP_ALIVE)) this.keepAlive = true;
    else if (is(bytes, start, end, CLOSE)) this.close = true;
    else if (is(bytes, start, end, UPGRADE)) this.upgrade = true;
    else {
      const name = bytes.toString('latin1', start, end).toLowerCase();
      if (FOR_EVERY_RECIPIENT.has(name)) return false;
      (this.#nominated ??= []).push(name);
    }
    return true;
  }
}

function is(bytes: Buffer, start: number, end: number, option: Buffer): boolean {
  return end - start === option.length && equalsIgnoringCase(bytes, start, option);
}

function isSeparator(byte: number | undefined): boolean {
  return byte === COMMA || byte === SPACE || byte === TAB;
}
