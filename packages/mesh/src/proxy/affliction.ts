/** What faults do to one request: it waits, it is answered or cut off in the service's place, its response drips. */
import type { ActiveFault, Cancel } from '../faults/active-fault.ts';
import { BytePipe } from '../faults/byte-pipe.ts';
import { type Strike, strikeOf } from '../faults/byte-stage.ts';
import { drawDelay, type FaultSubject } from '../faults/decide.ts';

export interface AfflictedRequest {
  /** It may be forwarded now. */
  onReleased(): void;
  /** It is to be answered with `status` by reason of the fault. */
  onAborted(status: number, fault: string): void;
  /** Its connection is to be reset. */
  onReset(): void;
  /** Bytes of the response whose time has come. */
  onShaped(bytes: Buffer): void;
  /** More of the response may come. */
  onRoom(): void;
}

export class Affliction {
  /** What is being waited for: an amount of time, or the end of the fault. */
  wait: 'delay' | 'silence' | undefined;
  /** The response goes through it, if there is one. */
  shaper: BytePipe | undefined;
  readonly #strikes: readonly Strike[];
  readonly #now: () => number;
  readonly #request: AfflictedRequest;
  #position = 0;
  #cancel: Cancel | undefined;

  /** @param now monotonic, ms */
  constructor(strikes: readonly Strike[], now: () => number, request: AfflictedRequest) {
    this.#strikes = strikes;
    this.#now = now;
    this.#request = request;
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
          (this.shaper ??= this.#pipe()).add(strike);
      }
    }
    this.#request.onReleased();
  }

  /** The request is over. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.shaper?.cancel();
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
        this.#request.onShaped(bytes);
      },
      onRoom: () => {
        this.#request.onRoom();
      },
    });
  }
}

/** Lets faults decide about a request; undefined when none of them does anything to it. */
export function afflictionOf(
  faults: readonly ActiveFault[],
  subject: FaultSubject,
  now: () => number,
  request: AfflictedRequest,
): Affliction | undefined {
  const strikes = faults.flatMap((active) => {
    const effect = active.decide(subject);
    return effect === undefined ? [] : [strikeOf(active, effect)];
  });
  return strikes.length === 0 ? undefined : new Affliction(strikes, now, request);
}
