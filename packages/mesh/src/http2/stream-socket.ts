/**
 * One stream of HTTP/2 as if it were a connection of its own that carries one request in HTTP/1.1: what reads from it
 * sees the translated request, what is written to it is translated back.
 *
 * So the data path has one way for a request, whatever it came in by. Backpressure is the stream's, both ways.
 */
import { constants, type ServerHttp2Stream } from 'node:http2';
import { Duplex } from 'node:stream';
import type { RefusalReason } from '../http/refusal.ts';
import { NO_BODY, type ResponseHead } from '../http/response-head.ts';
import { type ResponseLimits, ResponseParser, type ResponseSink } from '../http/response-parser.ts';
import { type TranslatedRequest, translateTrailers } from './request-translation.ts';
import { groupByName, translateResponse, translateTrailerLines } from './response-translation.ts';

const { NGHTTP2_NO_ERROR } = constants;
const SWITCHING_PROTOCOLS = 101;

export interface StreamSocketOptions {
  readonly request: TranslatedRequest;
  readonly limits: ResponseLimits;
  /** Peer address of the connection. */
  readonly remoteAddress: string | undefined;
}

export class StreamSocket extends Duplex implements ResponseSink {
  readonly remoteAddress: string | undefined;
  readonly #stream: ServerHttp2Stream;
  readonly #isChunked: boolean;
  readonly #parser: ResponseParser;
  #requestTrailers = '';
  #responseTrailers = '';
  #mayWriteOn = true;

  constructor(stream: ServerHttp2Stream, { request, limits, remoteAddress }: StreamSocketOptions) {
    super({ allowHalfOpen: true });
    this.#stream = stream;
    this.#isChunked = request.isChunked;
    this.remoteAddress = remoteAddress;
    this.#parser = new ResponseParser(limits);
    this.#parser.begin(request.method);
    this.#attach();
    this.push(Buffer.from(request.head, 'latin1'));
  }

  // The request -------------------------------------------------------------------------------------------------------

  #attach(): void {
    const stream = this.#stream;
    stream.on('data', (chunk: Buffer) => {
      if (!this.push(this.#isChunked ? framed(chunk) : chunk)) stream.pause();
    });
    stream.on('trailers', (_, __, raw?: readonly string[]) => {
      this.#takeTrailers(raw ?? []);
    });
    stream.on('end', () => {
      this.#onRequestEnd();
    });
    stream.on('error', () => undefined); // 'close' follows
    stream.on('close', () => {
      this.destroy();
    });
  }

  override _read(): void {
    this.#stream.resume();
  }

  #takeTrailers(fields: readonly string[]): void {
    const trailers = translateTrailers(fields);
    if (trailers === undefined) this.destroy();
    else this.#requestTrailers = trailers;
  }

  /** A stream that was reset ends too, and its request is not whole then. */
  #onRequestEnd(): void {
    if (this.#stream.closed) this.destroy();
    else if (this.#isChunked) this.push(Buffer.from(`0\r\n${this.#requestTrailers}\r\n`, 'latin1'));
  }

  // The response ------------------------------------------------------------------------------------------------------

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    try {
      this.#parser.execute(chunk, 0, chunk.length, this);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (this.#mayWriteOn) done();
    else this.#stream.once('drain', done);
  }

  onResponseHead(head: ResponseHead): void {
    const stream = this.#stream;
    if (stream.closed || stream.destroyed) return;
    const fields = translateResponse(head);
    if (head.status === SWITCHING_PROTOCOLS) this.onResponseRefused();
    else if (head.isInformational) stream.additionalHeaders({ ...groupByName(fields), ':status': head.status });
    else stream.respond(fields, { endStream: head.bodyKind === NO_BODY, waitForTrailers: head.framing.chunked });
    if (head.framing.chunked && stream.writable) {
      stream.once('wantTrailers', () => {
        this.#sendTrailers();
      });
    }
  }

  onBody(bytes: Buffer, start: number, end: number): void {
    if (this.#stream.writable) this.#mayWriteOn = this.#stream.write(bytes.subarray(start, end));
  }

  onResponseEnd(trailers: string): void {
    this.#responseTrailers = trailers;
    this.#mayWriteOn = true;
    this.#stream.end();
  }

  /** An event of the stream, with nobody behind it to catch what is thrown: that ends this stream, and no other. */
  #sendTrailers(): void {
    try {
      this.#stream.sendTrailers(translateTrailerLines(this.#responseTrailers));
    } catch (error) {
      this.#stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  onResponseRefused(_reason?: RefusalReason): void {
    this.destroy();
  }

  // The end -----------------------------------------------------------------------------------------------------------

  /** The data path is through with this connection: with a whole response, or it would have destroyed it. */
  override _final(done: (error?: Error | null) => void): void {
    const stream = this.#stream;
    // What the client still sends is not wanted: RFC 9113, section 8.1.
    if (this.#parser.isComplete && !stream.readableEnded) stream.close(NGHTTP2_NO_ERROR);
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const stream = this.#stream;
    stream.resume();
    // `close` would end the stream properly first, and a response without a length would pass for whole.
    if (!stream.closed && !this.#parser.isComplete) stream.destroy(error ?? new Error('The response broke off'));
    done(error);
  }
}

function framed(chunk: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]);
}
