/** One TCP connection to an endpoint, and who listens to it at the moment. */
import { connect, type Socket } from 'node:net';
import { ResponseParser } from '../http/response-parser.ts';
import type { DataPlane } from '../data-plane.ts';
import type { Sweepable } from '../sweeper.ts';
import type { Endpoint } from './endpoint.ts';

/** Whoever uses the connection. After `onUpstreamClosed` nothing follows. */
export interface UpstreamHandler {
  onUpstreamConnected(): void;
  /** `bytes` belong to the connection and are overwritten after the call. */
  onUpstreamData(bytes: Buffer, length: number): void;
  onUpstreamDrain(): void;
  /** The endpoint sends no more. */
  onUpstreamEnd(): void;
  onUpstreamClosed(): void;
}

export class UpstreamConnection implements Sweepable {
  readonly endpoint: Endpoint;
  readonly parser: ResponseParser;
  /** Undefined while idle: whatever happens then ends the connection. */
  handler: UpstreamHandler | undefined;
  isConnected = false;
  /** It carried a request before this one, so the endpoint may have closed it in the meantime. */
  wasUsed = false;
  /** When it last became idle, and when it must not be used any more; coarse monotonic ms. */
  idleSince = 0;
  expiresAt = Infinity;
  readonly #socket: Socket;
  readonly #plane: DataPlane;
  #isClosed = false;

  constructor(endpoint: Endpoint, plane: DataPlane, handler: UpstreamHandler) {
    this.endpoint = endpoint;
    this.#plane = plane;
    this.handler = handler;
    this.parser = new ResponseParser(plane.settings);
    this.expiresAt = plane.sweeper.now + plane.settings.connectTimeoutMs;
    this.#socket = this.#open();
    plane.sweeper.add(this);
  }

  write(bytes: Uint8Array): boolean {
    return this.#socket.write(bytes);
  }

  /** Several pieces in one system call. */
  writeAll(pieces: readonly Uint8Array[]): boolean {
    this.#socket.cork();
    for (const piece of pieces) this.#socket.write(piece);
    this.#socket.uncork();
    return !this.#socket.writableNeedDrain;
  }

  end(): void {
    this.#socket.end();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Bytes handed over and not yet taken by the kernel. */
  get pendingBytes(): number {
    return this.#socket.writableLength;
  }

  check(now: number): void {
    if (now >= this.expiresAt) this.destroy();
  }

  #open(): Socket {
    const { host, port } = this.endpoint;
    const callback = (length: number, bytes: Uint8Array): boolean => {
      if (this.handler === undefined) this.#discardIdle();
      else this.handler.onUpstreamData(bytes as Buffer, length);
      return true;
    };
    const socket = connect({ host, port, allowHalfOpen: true, onread: { buffer: this.#plane.readBuffer, callback } });
    socket.setNoDelay(true);
    socket.on('connect', () => {
      this.isConnected = true;
      this.expiresAt = Infinity;
      this.handler?.onUpstreamConnected();
    });
    socket.on('drain', () => {
      this.handler?.onUpstreamDrain();
    });
    socket.on('end', () => {
      if (this.handler === undefined) this.#discardIdle();
      else this.handler.onUpstreamEnd();
    });
    socket.on('error', ignore); // 'close' follows and tells the handler
    socket.on('close', () => {
      this.#closed();
    });
    return socket;
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#plane.sweeper.delete(this);
    if (this.handler === undefined) this.#discardIdle();
    else this.handler.onUpstreamClosed();
  }

  #discardIdle(): void {
    const { idle } = this.endpoint;
    const index = idle.indexOf(this);
    if (index >= 0) idle.splice(index, 1);
    this.destroy();
  }
}

function ignore(): void {
  return;
}
