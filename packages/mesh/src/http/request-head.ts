/** What one request head means, once every line of it is known to be well formed. */
import { equalsIgnoringCase, FIELD, type FieldKind } from './field-kinds.ts';
import type { FieldTable } from './field-table.ts';
import { MessageHead } from './message-head.ts';
import { methodOf } from './methods.ts';
import type { RefusalReason } from './refusal.ts';
import { isTraceparent } from './traceparent.ts';
import { isAsteriskForm, isHost, isOriginForm, sameHost, splitAbsoluteForm } from './request-target.ts';

const CONTINUE = Buffer.from('100-continue');
const WEBSOCKET = Buffer.from('websocket');

/** Offsets of a scanned request line, relative to the first byte of the head. */
export interface RequestLineOffsets {
  readonly methodStart: number;
  readonly methodEnd: number;
  readonly targetStart: number;
  readonly targetEnd: number;
  readonly minorVersion: number;
  /** Behind the line's CRLF. */
  readonly position: number;
}

/**
 * Reused for every request of a connection. `bytes` and all offsets (absolute in `bytes`) are valid until the parser
 * is fed again; whoever needs the head later takes copies.
 */
export class RequestHead extends MessageHead {
  method = '';
  /** Start of the path in origin form; `pathStart === pathEnd` stands for `/`. */
  pathStart = 0;
  pathEnd = 0;
  /** Host as sent; empty only in HTTP/1.0 without one. */
  hostStart = 0;
  hostEnd = 0;
  /** The target came in absolute form and must be rewritten. */
  isAbsoluteForm = false;
  expectsContinue = false;
  /** Asks for a WebSocket; every other upgrade is ignored, which the protocol allows. */
  upgrade = false;
  /** Index of the one valid traceparent; -1 where there is none, or more than one. */
  traceparent = -1;
  /** Index of the one mark of declared load, whatever it is worth; -1 where there is none, or more than one. */
  mark = -1;
  /** Index of the one field that asks for a version; -1 where there is none, or more than one. */
  version = -1;
  /** Start of the request line, behind a forgiven empty line. */
  lineStart = 0;
  #hosts = 0;
  #traceparents = 0;
  #marks = 0;
  #versions = 0;

  get hasBody(): boolean {
    return this.framing.chunked || this.framing.contentLength > 0;
  }

  /** It says of itself, truly or not, that no person made it. */
  get hasMark(): boolean {
    return this.#marks > 0;
  }

  /** Path and query in origin form. */
  target(): string {
    const text = this.bytes.toString('latin1', this.pathStart, this.pathEnd);
    return text.startsWith('/') || text === '*' ? text : `/${text}`;
  }

  /** Value of the field at `index`, latin1. */
  value(index: number): string {
    const { base, fields } = this;
    return this.bytes.toString('latin1', base + fields.valueStart(index), base + fields.valueEnd(index));
  }

  /** Value of the first field of that name, latin1. @param name lower case */
  field(name: string): string | undefined {
    const { bytes, base, fields } = this;
    for (let index = 0; index < fields.count; index += 1) {
      const sent = bytes.toString('latin1', base + fields.nameStart(index), base + fields.nameEnd(index));
      if (sent.toLowerCase() === name) return this.value(index);
    }
    return undefined;
  }

  /** Keeps every field of `kind` from being forwarded. */
  drop(kind: FieldKind): void {
    this.fields.replaceKind(kind, FIELD.NOMINATED);
  }

  /** Lower case. */
  host(): string {
    return this.bytes.toString('latin1', this.hostStart, this.hostEnd).toLowerCase();
  }

  /** Interprets a scanned head. Returns why it must be refused, if it must. */
  interpret(bytes: Buffer, base: number, line: RequestLineOffsets, fields: FieldTable): RefusalReason | undefined {
    this.begin(bytes, base, base + line.position, fields, line.minorVersion);
    this.lineStart = base + line.methodStart;
    this.method = methodOf(bytes, base + line.methodStart, base + line.methodEnd);
    this.expectsContinue = false;
    this.upgrade = false;
    this.traceparent = this.mark = this.version = -1;
    this.#hosts = this.#traceparents = this.#marks = this.#versions = 0;
    this.hostStart = this.hostEnd = 0;
    return this.readFields() ?? this.#readTarget(line) ?? this.#settle();
  }

  protected override readOwnField(kind: number, start: number, end: number, index: number): RefusalReason | undefined {
    const { bytes } = this;
    switch (kind) {
      case FIELD.HOST:
        this.#hosts += 1;
        this.hostStart = start;
        this.hostEnd = end;
        if (this.#hosts > 1) return 'repeated_host';
        return isHost(bytes, start, end) ? undefined : 'bad_host';
      case FIELD.EXPECT:
        this.expectsContinue = end - start === CONTINUE.length && equalsIgnoringCase(bytes, start, CONTINUE);
        return undefined;
      case FIELD.UPGRADE:
        this.upgrade = end - start === WEBSOCKET.length && equalsIgnoringCase(bytes, start, WEBSOCKET);
        return undefined;
      case FIELD.TRACEPARENT:
        this.#traceparents += 1;
        this.traceparent = this.#traceparents === 1 && isTraceparent(bytes, start, end) ? index : -1;
        return undefined;
      case FIELD.MARK:
        this.#marks += 1;
        this.mark = this.#marks === 1 ? index : -1;
        return undefined;
      case FIELD.VERSION:
        this.#versions += 1;
        this.version = this.#versions === 1 ? index : -1;
        return undefined;
      default:
        return undefined;
    }
  }

  #readTarget(line: RequestLineOffsets): RefusalReason | undefined {
    const { bytes, base } = this;
    if (this.method === 'CONNECT') return 'method_not_supported';
    if (this.#hosts === 0 && this.minorVersion === 1) return 'missing_host';
    this.pathStart = base + line.targetStart;
    this.pathEnd = base + line.targetEnd;
    this.isAbsoluteForm = false;
    if (isOriginForm(bytes, this.pathStart)) return undefined;
    if (isAsteriskForm(bytes, this.pathStart, this.pathEnd))
      return this.method === 'OPTIONS' ? undefined : 'bad_target';
    return this.#readAbsoluteForm();
  }

  #readAbsoluteForm(): RefusalReason | undefined {
    const parts = splitAbsoluteForm(this.bytes, this.pathStart, this.pathEnd);
    if (parts === undefined) return 'bad_target';
    const { authorityStart, authorityEnd } = parts;
    if (this.#hosts === 0) return 'missing_host';
    if (!sameHost(this.bytes, authorityStart, authorityEnd, this.hostStart, this.hostEnd)) return 'bad_host';
    this.isAbsoluteForm = true;
    this.pathStart = authorityEnd;
    return undefined;
  }

  /** What only all fields together tell. */
  #settle(): RefusalReason | undefined {
    const { connection, minorVersion } = this;
    this.keepAlive = this.persists;
    this.upgrade = this.upgrade && connection.upgrade && minorVersion === 1 && this.method === 'GET' && !this.hasBody;
    connection.applyTo(this.bytes, this.base, this.fields);
    return undefined;
  }
}
