/** The response half of an exchange: decides how the client gets it, and gathers the bytes. */
import type { DataPlane } from '../data-plane.ts';
import { writeChunk, writeLastChunk } from '../http/chunk-writer.ts';
import { CHUNKED, type ResponseHead, UNTIL_CLOSE } from '../http/response-head.ts';
import type { ResponseSink } from '../http/response-parser.ts';
import { writeInformationalHead, writeResponseHead } from '../http/response-writer.ts';
import type { TryFailure } from './retry-policy.ts';

/** What the relay has to know about the request while the response comes in. */
export interface RelayedRequest {
  readonly clientMinorVersion: number;
  readonly clientKeepsAlive: boolean;
  readonly wantsUpgrade: boolean;
  readonly isRequestComplete: boolean;
  /** The client's connection takes no further request. */
  readonly isLastOnConnection: boolean;
  /** The answer is to be thrown away, because another instance may give a better one. */
  declines(status: number): boolean;
  /** The final head has arrived and will be forwarded. */
  onResponseBegun(status: number): void;
}

export const SWITCHING_PROTOCOLS = 101;

export class ResponseRelay implements ResponseSink {
  /** Of the final response; 0 before its head. */
  status = 0;
  isComplete = false;
  /** 101 was forwarded: what follows is not HTTP. */
  hasSwitched = false;
  /** The client was told that the connection ends with this response. */
  closesClient = false;
  /** The endpoint will take another request on its connection. */
  reusesUpstream = false;
  keepAliveSeconds = -1;
  /** Why the try is over. Acted upon when the parser has returned. */
  failure: TryFailure | undefined;
  #sendsChunks = false;
  readonly #plane: DataPlane;
  readonly #request: RelayedRequest;

  constructor(plane: DataPlane, request: RelayedRequest) {
    this.#plane = plane;
    this.#request = request;
  }

  onResponseHead(head: ResponseHead): void {
    if (head.isInformational) this.#forwardInformational(head);
    else if (this.#request.declines(head.status)) this.failure = 'gateway';
    else this.#begin(head);
  }

  onBody(bytes: Buffer, start: number, end: number): void {
    if (this.failure !== undefined) return;
    if (this.#sendsChunks) writeChunk(this.#plane.batch, bytes, start, end);
    else this.#plane.batch.addBytes(bytes, start, end);
  }

  onResponseEnd(trailers: string): void {
    if (this.failure !== undefined) return;
    if (this.#sendsChunks) writeLastChunk(this.#plane.batch, trailers);
    this.isComplete = true;
  }

  onResponseRefused(): void {
    this.failure = 'malformed';
  }

  #forwardInformational(head: ResponseHead): void {
    const { wantsUpgrade, clientMinorVersion } = this.#request;
    if (head.status === SWITCHING_PROTOCOLS) {
      if (wantsUpgrade) this.hasSwitched = true;
      else {
        this.failure = 'malformed';
        return;
      }
    }
    if (clientMinorVersion === 1) writeInformationalHead(this.#plane.batch, head);
  }

  #begin(head: ResponseHead): void {
    const plane = this.#plane;
    const request = this.#request;
    const isOpenEnded = head.bodyKind === CHUNKED || head.bodyKind === UNTIL_CLOSE;
    // HTTP/1.0 knows no chunks: there the connection's end is the body's.
    this.#sendsChunks = isOpenEnded && request.clientMinorVersion === 1;
    this.closesClient =
      isOpenEnded !== this.#sendsChunks ||
      !request.clientKeepsAlive ||
      !request.isRequestComplete ||
      request.isLastOnConnection;
    this.status = head.status;
    this.reusesUpstream = head.keepAlive;
    this.keepAliveSeconds = head.keepAliveSeconds;
    request.onResponseBegun(head.status);
    writeResponseHead(plane.batch, head, {
      chunked: this.#sendsChunks,
      close: this.closesClient,
      clientMinorVersion: request.clientMinorVersion,
      date: head.hasDate ? '' : plane.date(),
    });
  }
}
