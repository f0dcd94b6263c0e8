/** When a client's socket is read: not while a request is held, nor while bytes behind it wait for their turn. */

interface Readable {
  pause(): void;
  resume(): void;
}

export class ReadFlow {
  readonly #socket: Readable;
  #ahead: Buffer | undefined;
  #held = false;
  #isPaused = false;

  constructor(socket: Readable) {
    this.#socket = socket;
  }

  /** The request under way has to wait for its endpoint. */
  get isHeld(): boolean {
    return this.#held;
  }

  /** There are bytes behind the request under way. */
  get hasAhead(): boolean {
    return this.#ahead !== undefined;
  }

  hold(hold: boolean): void {
    if (this.#held === hold) return;
    this.#held = hold;
    this.#update();
  }

  /** Keeps bytes for later. */
  keepAhead(bytes: Buffer): void {
    this.#ahead = this.#ahead === undefined ? bytes : Buffer.concat([this.#ahead, bytes]);
    this.#update();
  }

  /** Hands out what was kept. */
  takeAhead(): Buffer | undefined {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    this.#update();
    return ahead;
  }

  #update(): void {
    const pause = this.#held || this.#ahead !== undefined;
    if (pause === this.#isPaused) return;
    this.#isPaused = pause;
    if (pause) this.#socket.pause();
    else this.#socket.resume();
  }
}
