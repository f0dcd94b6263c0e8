/** What faults do to one request: it waits, it is answered or cut off in the service's place, its response drips. */
import type { DataPlane } from '../data-plane.ts';
import type { Cancel } from '../faults/active-fault.ts';
import { BytePipe } from '../faults/byte-pipe.ts';
import { type Strike, strikeOf } from '../faults/byte-stage.ts';
import { drawDelay } from '../faults/decide.ts';
import type { RequestHead } from '../http/request-head.ts';
import type { Route } from './route.ts';

export interface AfflictedRequest {
  /** It may be forwarded now. */
  onReleased(): void;
  /** It is to be answered with `status` by reason of the fault. */
  onAborted(status: number, fault: string): void;
  /** Its connection is to be reset. */
  onReset(): void;
  /** The client has taken some of the response; more may come unless `needsDrain`. */
  onClientDrain(): void;
}

/** Where a response goes. */
export interface ResponseTarget {
  /** @param bytes that stay as they are. @returns false when it is slow: wait for `onClientDrain` */
  writeToClient(bytes: Buffer): boolean;
  /** `onClientDrain` is to be waited for. */
  readonly needsDrain: boolean;
}

export interface AfflictionOptions {
  readonly strikes: readonly Strike[];
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly request: AfflictedRequest;
  readonly client: ResponseTarget;
}

export class Affliction implements ResponseTarget {
  /** What is being waited for: an amount of time, or the end of the fault. */
  wait: 'delay' | 'silence' | undefined;
  readonly #strikes: readonly Strike[];
  readonly #now: () => number;
  readonly #request: AfflictedRequest;
  readonly #client: ResponseTarget;
  /** The response goes through it, if there is one. */
  #shaper: BytePipe | undefined;
  #position = 0;
  #cancel: Cancel | undefined;

  constructor({ strikes, now, request, client }: AfflictionOptions) {
    this.#strikes = strikes;
    this.#now = now;
    this.#request = request;
    this.#client = client;
  }

  /** Goes through the faults one after the other; the request hears of it, at once or later. */
  begin(): void {
    for (let strike = this.#next(); strike !== undefined; strike = this.#next()) {
      const { active, effect } = strike;
      if (active.isOver) continue;
      switch (effect.kind) {
        case 'latency':
          this.#hold(strike, 'delay', drawDelay(effect, active.fork()));
          return;
        case 'blackhole':
          this.#hold(strike, 'silence', Infinity);
          return;
        case 'abort':
          active.countAffected();
          this.#request.onAborted(effect.status, active.fault.id);
          return;
        case 'reset':
          active.countAffected();
          this.#request.onReset();
          return;
        default:
          (this.#shaper ??= this.#pipe()).add(strike);
      }
    }
    this.#request.onReleased();
  }

  writeToClient(bytes: Buffer): boolean {
    if (this.#shaper === undefined) return this.#client.writeToClient(bytes);
    return this.#shaper.write(bytes) && !this.#client.needsDrain;
  }

  get needsDrain(): boolean {
    return this.#shaper?.isFull === true || this.#client.needsDrain;
  }

  /** The response is whole. @param closes the connection ends with it. @param onEnd when all of it is on its way */
  end(closes: boolean, onEnd: () => void): void {
    if (this.#shaper === undefined) onEnd();
    else this.#shaper.end(closes, onEnd);
  }

  /** Lets go what waits of the response. */
  release(): void {
    this.#shaper?.release();
  }

  /** The request is over. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#shaper?.cancel();
  }

  #next(): Strike | undefined {
    this.#position += 1;
    return this.#strikes[this.#position - 1];
  }

  #hold({ active, onHeld }: Strike, wait: 'delay' | 'silence', ms: number): void {
    const startedAt = this.#now();
    this.wait = wait;
    onHeld();
    const cancel = active.hold(ms, () => {
      active.countAdded(this.#now() - startedAt);
      this.#cancel = this.wait = undefined;
      this.begin();
    });
    this.#cancel = () => {
      cancel();
      active.countAdded(this.#now() - startedAt);
    };
  }

  #pipe(): BytePipe {
    return new BytePipe({
      now: this.#now,
      onBytes: (bytes) => {
        if (this.#client.writeToClient(bytes)) this.#request.onClientDrain();
      },
      onRoom: () => {
        if (!this.#client.needsDrain) this.#request.onClientDrain();
      },
    });
  }
}

/** Lets the faults in force decide about a request to that `version`; undefined when none does anything to it. */
export function afflictionOf(
  { faults, clock }: DataPlane,
  { edge, service }: Route,
  head: RequestHead,
  version: string,
  sides: Pick<AfflictionOptions, 'request' | 'client'>,
): Affliction | undefined {
  const subject = { consumer: edge.consumer, service: service.name, version, request: head };
  const strikes = faults.forRequests.flatMap((active) => {
    const effect = active.decide(subject);
    return effect === undefined ? [] : [strikeOf(active, effect)];
  });
  return strikes.length === 0 ? undefined : new Affliction({ strikes, now: () => clock.monotonicMs(), ...sides });
}
