/**
 * Incremental, pure parser of HTTP/1.1 requests: bytes in, calls on a sink out, no I/O, no clock.
 *
 * Any cut of the same bytes gives the same calls (body pieces aside, whose concatenation is the same). It stops after
 * each message, so that the next one is read when the caller is ready for it.
 *
 * @see RFC 9112
 */
import { type BodySink, ChunkedBody } from './chunked-body.ts';
import { DONE, MORE, REFUSED } from './field-scanner.ts';
import { HeadScanner } from './head-scanner.ts';
import type { RefusalReason } from './refusal.ts';
import { RequestHead } from './request-head.ts';
import { RequestLineScanner } from './request-line.ts';

export interface RequestLimits {
  /** Request line with its CRLF. */
  readonly maxRequestLineBytes: number;
  /** Request line and header section. */
  readonly maxHeadBytes: number;
  readonly maxFields: number;
  readonly maxBodyBytes: number;
}

/** What a request turns out to hold, in order: head, body pieces, end; or a refusal, after which nothing follows. */
export interface RequestSink extends BodySink {
  /** `head` and everything in it is valid during the call only. */
  onRequestHead(head: RequestHead): void;
  /** `trailers`: lines as they came, CRLF each; empty where there are none. */
  onRequestEnd(trailers: string): void;
  onRequestRefused(reason: RefusalReason): void;
}

const IDLE = 0;
const HEAD = 1;
const LENGTH_BODY = 2;
const CHUNKED_BODY = 3;
const COMPLETE = 4;
const BROKEN = 5;

export class RequestParser {
  #state = IDLE;
  #remaining = 0;
  readonly #scanner: HeadScanner<RequestLineScanner>;
  readonly #chunked: ChunkedBody;
  readonly #head = new RequestHead();
  readonly #maxBodyBytes: number;

  constructor(limits: RequestLimits) {
    const section = { maxBytes: limits.maxHeadBytes, maxFields: limits.maxFields };
    this.#scanner = new HeadScanner(new RequestLineScanner(limits.maxRequestLineBytes), section);
    this.#chunked = new ChunkedBody(limits.maxBodyBytes);
    this.#maxBodyBytes = limits.maxBodyBytes;
  }

  /** Nothing of a next request has arrived. */
  get isIdle(): boolean {
    return this.#state === IDLE;
  }

  /** The beginning of a head has arrived, its end has not. */
  get isInHead(): boolean {
    return this.#state === HEAD;
  }

  /** A whole message was read; `next` lets it go on with the one after. */
  get isComplete(): boolean {
    return this.#state === COMPLETE;
  }

  next(): void {
    if (this.#state === COMPLETE) this.#state = IDLE;
  }

  /**
   * Reads `[at, end)` up to the end of the message at most.
   *
   * @returns where it stopped: `end`, or before it when the message is complete or refused
   */
  execute(bytes: Buffer, at: number, end: number, sink: RequestSink): number {
    let position = at;
    if (this.#state <= HEAD && position < end) position = this.#readHead(bytes, position, end, sink);
    if (this.#state === LENGTH_BODY && position < end) return this.#readLengthBody(bytes, position, end, sink);
    if (this.#state === CHUNKED_BODY && position < end) return this.#readChunkedBody(bytes, position, end, sink);
    return position;
  }

  #readHead(chunk: Buffer, at: number, end: number, sink: RequestSink): number {
    const scanner = this.#scanner;
    if (this.#state === IDLE) {
      scanner.begin();
      this.#state = HEAD;
    }
    const result = scanner.scan(chunk, at, end);
    if (result === MORE) return end;
    if (result === REFUSED) return this.#refuse(scanner.refusal ?? 'bad_method', at, sink);
    const reason = this.#head.interpret(scanner.bytes, scanner.base, scanner.line, scanner.fields.table);
    if (reason !== undefined) return this.#refuse(reason, at, sink);
    const { bodyStart } = scanner;
    this.#beginBody(sink);
    scanner.release();
    return bodyStart;
  }

  #beginBody(sink: RequestSink): void {
    const { framing } = this.#head;
    if (framing.contentLength > this.#maxBodyBytes) {
      this.#refuse('body_too_large', 0, sink);
      return;
    }
    if (framing.chunked) {
      this.#chunked.begin();
      this.#state = CHUNKED_BODY;
    } else if (framing.contentLength > 0) {
      this.#remaining = framing.contentLength;
      this.#state = LENGTH_BODY;
    } else {
      this.#state = COMPLETE;
    }
    sink.onRequestHead(this.#head);
    if (this.isComplete) sink.onRequestEnd('');
  }

  #readLengthBody(bytes: Buffer, at: number, end: number, sink: RequestSink): number {
    const stop = Math.min(end, at + this.#remaining);
    this.#remaining -= stop - at;
    sink.onBody(bytes, at, stop);
    if (this.#remaining === 0) {
      this.#state = COMPLETE;
      sink.onRequestEnd('');
    }
    return stop;
  }

  #readChunkedBody(bytes: Buffer, at: number, end: number, sink: RequestSink): number {
    const result = this.#chunked.scan(bytes, at, end, sink);
    if (result === REFUSED) return this.#refuse(this.#chunked.refusal ?? 'bad_chunk_size', at, sink);
    if (result === DONE) {
      this.#state = COMPLETE;
      sink.onRequestEnd(this.#chunked.trailers);
    }
    return this.#chunked.position;
  }

  #refuse(reason: RefusalReason, at: number, sink: RequestSink): number {
    this.#state = BROKEN;
    this.#scanner.release();
    sink.onRequestRefused(reason);
    return at;
  }
}
