/** What Ctrl-C and its relatives do. */
import { constants } from 'node:os';

/** The terminal, npm and a shell each pass one Ctrl-C on; what arrives within this time is one, ms. */
const SAME_KEYSTROKE_MS = 500;

export const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type Interrupt = (typeof INTERRUPTS)[number];

export interface InterruptOptions {
  /** Ends what goes on in an orderly way. */
  readonly abort: (reason: Error) => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
  /** Monotonic ms. */
  readonly now: () => number;
}

/**
 * A handler for signals: the first one aborts, a later one does not wait for that. A terminal that is closed says so
 * more than once and presses nothing.
 */
export function interruptHandler({ abort, exit, now }: InterruptOptions): (signal: Interrupt) => void {
  let lastAt: number | undefined;
  return (signal) => {
    const isRepeated = lastAt !== undefined && now() - lastAt < SAME_KEYSTROKE_MS;
    const isFirst = lastAt === undefined;
    lastAt = now();
    if (isFirst) abort(new DOMException(signal, 'AbortError'));
    else if (!isRepeated && signal !== 'SIGHUP') exit(128 + constants.signals[signal]);
  };
}
