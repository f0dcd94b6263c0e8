/** A pretended process: how it starts, answers, hangs and ends. */
import type { Exit } from '../model.ts';

/**
 * - `frozen`: waits for ever, uses no CPU
 * - `stopped`: SIGSTOP
 * - `spinning`: computes for ever
 */
export type Hang = 'frozen' | 'stopped' | 'spinning';

export interface PretendedProcess {
  readonly slot: string;
  readonly workload: string;
  readonly incarnation: number;
  readonly revision: string;
  /** Answers its probes from then on, virtual ms; Infinity for one of a bad revision. */
  readonly upAt: number;
  readonly bornAt: number;
  readonly ignoresStop: boolean;
  readonly stopTakesMs: number;
  hang: Hang | null;
  /** Null while it lives. */
  exit: Exit | null;
  /** When it hung last, virtual ms. */
  hungAt: number;
  /** When it was let go on after a hang, virtual ms. */
  freedAt: number;
}

/** What a probe finds. */
export type Reply = 'yes' | 'no' | 'silence';

/** CPU time used so far, ms: one that idles uses a little, one that computes uses a core, one that hangs none. */
export function cpuMsOf(process: PretendedProcess, now: number, computing: boolean): number {
  const age = now - process.bornAt;
  if (process.hang === 'frozen' || process.hang === 'stopped') return 40;
  return computing || process.hang === 'spinning' ? 50 + age : 50 + Math.floor(age / 20);
}
