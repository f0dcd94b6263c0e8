/**
 * A client's connection as its user sees it: the socket itself, unless faults strike the connection. Then what goes
 * through, in either direction, goes through them.
 */
import type { ActiveFault } from '../faults/active-fault.ts';
import { BytePipe } from '../faults/byte-pipe.ts';
import { strikeOf } from '../faults/byte-stage.ts';
import type { FaultSubject } from '../faults/decide.ts';
import type { FaultDirection, FaultEffect } from '../faults/fault.ts';
import { type ClientSocket, cutOff } from './client-socket.ts';

/** Hears what the client does. */
export interface ChannelUser {
  onData(chunk: Buffer): void;
  onDrain(): void;
  /** The client sends no more. */
  onEnd(): void;
  /** Nothing follows. */
  onClosed(): void;
}

export class ClientChannel {
  readonly #socket: ClientSocket;
  readonly #user: ChannelUser;
  readonly #now: () => number;
  #toClient: BytePipe | undefined;
  #fromClient: BytePipe | undefined;
  #isPaused = false;

  /** @param now monotonic, ms */
  constructor(socket: ClientSocket, now: () => number, user: ChannelUser) {
    this.#socket = socket;
    this.#now = now;
    this.#user = user;
    socket.on('error', ignore); // 'close' follows
    socket.on('close', () => {
      this.#cancelPipes();
      user.onClosed();
    });
  }

  /** Begins to read. What has come before waits in the kernel. */
  listen(): void {
    const socket = this.#socket;
    socket.on('data', (chunk: Buffer) => {
      if (this.#fromClient === undefined) this.#user.onData(chunk);
      else if (!this.#fromClient.write(chunk)) socket.pause();
    });
    socket.on('drain', () => {
      if (!this.needsDrain) this.#user.onDrain();
    });
    socket.on('end', () => {
      if (this.#fromClient === undefined) this.#user.onEnd();
      else {
        this.#fromClient.end(false, () => {
          this.#user.onEnd();
        });
      }
    });
  }

  /** @param bytes that stay as they are. @returns false when the user is to wait for `onDrain` */
  write(bytes: Buffer): boolean {
    const pipe = this.#toClient;
    if (pipe === undefined) return this.#socket.write(bytes);
    if (!pipe.isSpent) return pipe.write(bytes) && !this.#socket.writableNeedDrain;
    this.#toClient = undefined;
    return this.#socket.write(bytes);
  }

  end(): void {
    if (this.#toClient === undefined) this.#socket.end();
    else {
      this.#toClient.end(true, () => {
        this.#socket.end();
      });
    }
  }

  pause(): void {
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#fromClient?.isFull !== true) this.#socket.resume();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Ends the connection so that the client cannot take what it has for everything. */
  cutOff(): void {
    cutOff(this.#socket);
  }

  /** The user is to wait for `onDrain`. */
  get needsDrain(): boolean {
    return this.#socket.writableNeedDrain || this.#toClient?.isFull === true;
  }

  /** Bytes on their way to the client. */
  get writableLength(): number {
    return this.#socket.writableLength + (this.#toClient?.length ?? 0);
  }

  get isDestroyed(): boolean {
    return this.#socket.destroyed;
  }

  /** Lets the given faults decide about the connection, and do to it what they decide. */
  face(faults: readonly ActiveFault[], subject: FaultSubject): void {
    for (const active of faults) {
      const effect = active.decide(subject);
      if (effect !== undefined) this.#strike(active, effect);
    }
  }

  #strike(active: ActiveFault, effect: FaultEffect): void {
    if (effect.kind === 'reset') {
      active.countAffected();
      this.cutOff();
      return;
    }
    const strike = strikeOf(active, effect);
    const direction = directionOf(effect);
    if (direction !== 'from_consumer') (this.#toClient ??= this.#pipeToClient()).add(strike);
    if (direction !== 'to_consumer') (this.#fromClient ??= this.#pipeFromClient()).add(strike);
  }

  #pipeToClient(): BytePipe {
    return new BytePipe({
      now: this.#now,
      onBytes: (bytes) => {
        this.#socket.write(bytes);
      },
      onRoom: () => {
        if (!this.needsDrain) this.#user.onDrain();
      },
    });
  }

  #pipeFromClient(): BytePipe {
    return new BytePipe({
      now: this.#now,
      onBytes: (bytes) => {
        this.#user.onData(bytes);
      },
      onRoom: () => {
        if (!this.#isPaused) this.#socket.resume();
      },
    });
  }

  #cancelPipes(): void {
    this.#toClient?.cancel();
    this.#fromClient?.cancel();
  }
}

function directionOf(effect: FaultEffect): FaultDirection {
  if (effect.kind === 'blackhole') return 'both';
  if (effect.kind === 'latency' || effect.kind === 'bandwidth') return effect.direction ?? 'to_consumer';
  return 'to_consumer';
}

function ignore(): void {
  return;
}
