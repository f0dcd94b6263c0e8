/** What a probe found. */
import { messageOf } from '@nines/kernel';

export type ProbeResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** The process replied, though with a no. */
      readonly answered: boolean;
      /** For people; no final punctuation. */
      readonly reason: string;
    };

/** A miss without any reply of the process. */
export function silence(cause: unknown): ProbeResult {
  return { ok: false, answered: false, reason: messageOf(cause) };
}

/** A reply that means no. */
export function refusal(reason: string): ProbeResult {
  return { ok: false, answered: true, reason };
}
