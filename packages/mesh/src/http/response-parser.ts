/**
 * Incremental, pure parser of HTTP/1.1 responses, the counterpart of the request parser and as strict.
 *
 * @see RFC 9112
 */
import { type BodySink, ChunkedBody } from './chunked-body.ts';
import { DONE, MORE, REFUSED } from './field-scanner.ts';
import { HeadScanner } from './head-scanner.ts';
import type { RefusalReason } from './refusal.ts';
import { CHUNKED, LENGTH, NO_BODY, ResponseHead } from './response-head.ts';
import { StatusLineScanner } from './status-line.ts';

export interface ResponseLimits {
  /** Status line and header section. */
  readonly maxHeadBytes: number;
  readonly maxFields: number;
}

/** Any number of informational heads, then one final head, body pieces, end; or a refusal, after which nothing follows. */
export interface ResponseSink extends BodySink {
  /** Also called for 1xx, which `head.isInformational` tells. Valid during the call only. */
  onResponseHead(head: ResponseHead): void;
  /** `trailers`: lines as they came, CRLF each. */
  onResponseEnd(trailers: string): void;
  onResponseRefused(reason: RefusalReason): void;
}

const IDLE = 0;
const HEAD = 1;
const LENGTH_BODY = 2;
const CHUNKED_BODY = 3;
const CLOSE_BODY = 4;
const COMPLETE = 5;
const BROKEN = 6;

export class ResponseParser {
  #state = COMPLETE;
  #method = 'GET';
  #remaining = 0;
  readonly #scanner: HeadScanner<StatusLineScanner>;
  readonly #chunked = new ChunkedBody(Number.MAX_SAFE_INTEGER);
  readonly #head = new ResponseHead();

  constructor(limits: ResponseLimits) {
    const section = { maxBytes: limits.maxHeadBytes, maxFields: limits.maxFields };
    this.#scanner = new HeadScanner(new StatusLineScanner(limits.maxHeadBytes), section);
  }

  /** A byte of the response has arrived. */
  get hasBegun(): boolean {
    return this.#state !== IDLE;
  }

  get isComplete(): boolean {
    return this.#state === COMPLETE;
  }

  /** Expects the response to a request with `method`. */
  begin(method: string): void {
    this.#method = method;
    this.#state = IDLE;
    this.#scanner.release();
  }

  /**
   * Reads `[at, end)` up to the end of the response at most.
   *
   * @returns where it stopped; before `end` when the response is complete, switched protocols, or was refused
   */
  execute(bytes: Buffer, at: number, end: number, sink: ResponseSink): number {
    let position = at;
    while (this.#state <= HEAD && position < end) position = this.#readHead(bytes, position, end, sink);
    if (position === end) return position;
    switch (this.#state) {
      case LENGTH_BODY:
        return this.#readLengthBody(bytes, position, end, sink);
      case CHUNKED_BODY:
        return this.#readChunkedBody(bytes, position, end, sink);
      case CLOSE_BODY:
        sink.onBody(bytes, position, end);
        return end;
      default:
        return position;
    }
  }

  /** The sender closed. True when that ended the response properly. */
  finish(sink: ResponseSink): boolean {
    if (this.#state !== CLOSE_BODY) return false;
    this.#state = COMPLETE;
    sink.onResponseEnd('');
    return true;
  }

  #readHead(chunk: Buffer, at: number, end: number, sink: ResponseSink): number {
    const scanner = this.#scanner;
    if (this.#state === IDLE) {
      scanner.begin();
      this.#state = HEAD;
    }
    const result = scanner.scan(chunk, at, end);
    if (result === MORE) return end;
    if (result === REFUSED) return this.#refuse(scanner.refusal ?? 'bad_status_line', end, sink);
    const reason = this.#head.interpret(scanner.bytes, scanner.base, scanner.line, scanner.fields.table, this.#method);
    if (reason !== undefined) return this.#refuse(reason, end, sink);
    const { bodyStart } = scanner;
    this.#beginBody(sink);
    scanner.release();
    return bodyStart;
  }

  #beginBody(sink: ResponseSink): void {
    const head = this.#head;
    if (head.isInformational) {
      // 101 ends HTTP on this connection; any other 1xx is followed by another head.
      this.#state = head.status === 101 ? COMPLETE : IDLE;
      sink.onResponseHead(head);
      return;
    }
    if (head.bodyKind === NO_BODY) this.#state = COMPLETE;
    else if (head.bodyKind === LENGTH) {
      this.#remaining = head.framing.contentLength;
      this.#state = LENGTH_BODY;
    } else if (head.bodyKind === CHUNKED) {
      this.#chunked.begin();
      this.#state = CHUNKED_BODY;
    } else this.#state = CLOSE_BODY;
    const ends = this.#state === COMPLETE;
    sink.onResponseHead(head);
    if (ends) sink.onResponseEnd('');
  }

  #readLengthBody(bytes: Buffer, at: number, end: number, sink: ResponseSink): number {
    const stop = Math.min(end, at + this.#remaining);
    this.#remaining -= stop - at;
    if (this.#remaining === 0) this.#state = COMPLETE;
    sink.onBody(bytes, at, stop);
    if (this.#remaining === 0) sink.onResponseEnd('');
    return stop;
  }

  #readChunkedBody(bytes: Buffer, at: number, end: number, sink: ResponseSink): number {
    const result = this.#chunked.scan(bytes, at, end, sink);
    if (result === REFUSED) return this.#refuse(this.#chunked.refusal ?? 'bad_chunk_size', end, sink);
    if (result === DONE) {
      this.#state = COMPLETE;
      sink.onResponseEnd(this.#chunked.trailers);
    }
    return this.#chunked.position;
  }

  #refuse(reason: RefusalReason, at: number, sink: ResponseSink): number {
    this.#state = BROKEN;
    this.#scanner.release();
    sink.onResponseRefused(reason);
    return at;
  }
}
