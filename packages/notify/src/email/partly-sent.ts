/** Mails that some of their recipients have, so that the others are sent to alone. Kept for as long as the process lives. */

export interface MailProgress {
  /** Addresses that are still to be sent to. */
  readonly left: readonly string[];
  /** Addresses that do not work. */
  readonly refused: readonly string[];
  /** What was said of one that does not work; undefined where all do. */
  readonly refusal: string | undefined;
}

/** Mails: far more than wait at once. */
const MOST_KEPT = 1_000;

export class PartlySent {
  readonly #mails = new Map<string, MailProgress>();

  of(channel: string, messageId: string): MailProgress | undefined {
    return this.#mails.get(`${channel} ${messageId}`);
  }

  /** Those that nobody is left of are forgotten. */
  keep(channel: string, messageId: string, progress: MailProgress): void {
    const key = `${channel} ${messageId}`;
    this.#mails.delete(key);
    if (progress.left.length > 0) this.#mails.set(key, progress);
    const [oldest] = this.#mails.keys();
    if (this.#mails.size > MOST_KEPT && oldest !== undefined) this.#mails.delete(oldest);
  }
}
