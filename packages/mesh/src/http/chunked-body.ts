/**
 * The chunked transfer coding, byte by byte: sizes without signs, blanks or prefixes, CRLF exactly, extensions checked
 * and dropped, trailers handed on.
 *
 * @see RFC 9112, section 7.1
 */
import { Carry } from './carry.ts';
import { FieldScanner, MORE, REFUSED, type ScanResult } from './field-scanner.ts';
import { BACKSLASH, CR, DOUBLE_QUOTE, EQUALS, FIELD_VALUE, HEX_VALUE, LF, SEMICOLON, TOKEN } from './octets.ts';
import type { RefusalReason } from './refusal.ts';
import { hasForbiddenTrailer } from './trailers.ts';

/** Eight digits: 4 GiB a chunk. More could overflow somebody's 32-bit counter further on. */
const MAX_SIZE_DIGITS = 8;
/** For all chunks of a message together. */
const MAX_EXTENSION_BYTES = 1_024;
const MAX_TRAILER_BYTES = 8_192;
const MAX_TRAILER_FIELDS = 32;

const SIZE = 0;
const SIZE_LF = 1;
const DATA = 2;
const DATA_CR = 3;
const DATA_LF = 4;
const TRAILERS = 5;
const EXTENSION_NAME = 6;
const EXTENSION_VALUE = 7;
const EXTENSION_QUOTED = 8;
const EXTENSION_ESCAPE = 9;
const EXTENSION_NEXT = 10;

/** Receives a body. Bytes are valid during the call only. */
export interface BodySink {
  onBody(bytes: Buffer, start: number, end: number): void;
}

export class ChunkedBody {
  refusal: RefusalReason | undefined;
  /** After `DONE`: trailer lines as they came, CRLF each, without the final empty line; often empty. */
  trailers = '';
  #state = SIZE;
  #size = 0;
  #digits = 0;
  #extensionBytes = 0;
  #runStart = 0;
  #totalBytes = 0;
  readonly #maxBytes: number;
  readonly #carry = new Carry();
  readonly #scanner = new FieldScanner({ maxBytes: MAX_TRAILER_BYTES, maxFields: MAX_TRAILER_FIELDS });
  /** Where the next byte to read stands, after each `scan`. */
  position = 0;

  /** @param maxBytes of all chunk data together */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  begin(): void {
    this.refusal = undefined;
    this.trailers = '';
    this.#state = SIZE;
    this.#size = 0;
    this.#digits = 0;
    this.#extensionBytes = 0;
    this.#totalBytes = 0;
    this.#carry.clear();
  }

  /** Reads `[at, end)`; where it stopped is in `position`. */
  scan(bytes: Buffer, at: number, end: number, sink: BodySink): ScanResult {
    while (at < end) {
      const byte = bytes[at] ?? 0;
      switch (this.#state) {
        case DATA: {
          const stop = Math.min(end, at + this.#size);
          this.#size -= stop - at;
          if (this.#size === 0) this.#state = DATA_CR;
          sink.onBody(bytes, at, stop);
          at = stop;
          break;
        }
        case TRAILERS:
          return this.#scanTrailers(bytes, at, end);
        default:
          at += 1;
          if (!this.#step(byte)) return REFUSED;
      }
    }
    this.position = at;
    return MORE;
  }

  /** One byte outside of chunk data. */
  #step(byte: number): boolean {
    switch (this.#state) {
      case SIZE:
        return this.#stepSize(byte);
      case SIZE_LF:
        if (byte !== LF) return this.#refuse('bare_cr');
        return this.#beginData();
      case DATA_CR:
        this.#state = DATA_LF;
        return byte === CR || this.#refuse('bad_chunk_end');
      case DATA_LF:
        this.#state = SIZE;
        this.#digits = 0;
        return byte === LF || this.#refuse('bad_chunk_end');
      default:
        this.#extensionBytes += 1;
        if (this.#extensionBytes > MAX_EXTENSION_BYTES) return this.#refuse('bad_chunk_extension');
        return this.#stepExtension(byte);
    }
  }

  #beginData(): boolean {
    this.#totalBytes += this.#size;
    this.#state = this.#size === 0 ? TRAILERS : DATA;
    if (this.#size === 0) this.#scanner.begin(0);
    return this.#totalBytes <= this.#maxBytes || this.#refuse('body_too_large');
  }

  #stepSize(byte: number): boolean {
    const digit = HEX_VALUE[byte] ?? 255;
    if (digit < 16) {
      this.#size = this.#digits === 0 ? digit : this.#size * 16 + digit;
      this.#digits += 1;
      return this.#digits <= MAX_SIZE_DIGITS || this.#refuse('bad_chunk_size');
    }
    if (this.#digits === 0) return this.#refuse('bad_chunk_size');
    if (byte === CR) this.#state = SIZE_LF;
    else if (byte === SEMICOLON) this.#beginRun(EXTENSION_NAME);
    else return this.#refuse(byte === LF ? 'bare_lf' : 'bad_chunk_size');
    return true;
  }

  #stepExtension(byte: number): boolean {
    const isToken = TOKEN[byte] === 1;
    const runIsEmpty = this.#extensionBytes - 1 === this.#runStart;
    switch (this.#state) {
      case EXTENSION_NAME:
        if (isToken) return true;
        if (runIsEmpty) return this.#refuse('bad_chunk_extension');
        if (byte !== EQUALS) return this.#endExtension(byte);
        this.#beginRun(EXTENSION_VALUE);
        return true;
      case EXTENSION_VALUE:
        if (isToken) return true;
        if (!runIsEmpty) return this.#endExtension(byte);
        this.#state = EXTENSION_QUOTED;
        return byte === DOUBLE_QUOTE || this.#refuse('bad_chunk_extension');
      case EXTENSION_QUOTED:
        if (byte === DOUBLE_QUOTE) this.#state = EXTENSION_NEXT;
        else if (byte === BACKSLASH) this.#state = EXTENSION_ESCAPE;
        return FIELD_VALUE[byte] === 1 || this.#refuse('bad_chunk_extension');
      case EXTENSION_ESCAPE:
        this.#state = EXTENSION_QUOTED;
        return FIELD_VALUE[byte] === 1 || this.#refuse('bad_chunk_extension');
      default:
        return this.#endExtension(byte);
    }
  }

  #endExtension(byte: number): boolean {
    if (byte === CR) this.#state = SIZE_LF;
    else if (byte === SEMICOLON) this.#beginRun(EXTENSION_NAME);
    else return this.#refuse('bad_chunk_extension');
    return true;
  }

  #beginRun(state: number): void {
    this.#state = state;
    this.#runStart = this.#extensionBytes;
  }

  #scanTrailers(bytes: Buffer, at: number, end: number): ScanResult {
    const before = this.#carry.length;
    if (before > 0) this.#carry.append(bytes, at, end);
    const section = before > 0 ? this.#carry.bytes : bytes;
    const base = before > 0 ? 0 : at;
    const result = this.#scanner.scan(section, base, before > 0 ? this.#carry.length : end);
    if (result === REFUSED) {
      this.#refuse(this.#scanner.refusal ?? 'bad_trailer');
    } else if (result === MORE) {
      if (before === 0) this.#carry.append(bytes, at, end);
      this.position = end;
    } else {
      if (hasForbiddenTrailer(section, base, this.#scanner.table)) {
        this.#refuse('bad_trailer');
        return REFUSED;
      }
      this.position = at + this.#scanner.position - before;
      if (this.#scanner.table.count > 0) {
        this.trailers = section.toString('latin1', base, base + this.#scanner.position - 2);
      }
      this.#carry.clear();
    }
    return result;
  }

  #refuse(reason: RefusalReason): false {
    this.refusal = reason;
    return false;
  }
}
