/** Which events have been told, where more than one source tells them. */

/** Ids of spooled events end in a number that grows, within one spool and one start of the machine. */
export class ToldEvents {
  readonly #last = new Map<string, number>();

  /** Remembers it. False where it, or a later one of its series, was told before; what has no number is always news. */
  add(id: string): boolean {
    const end = id.lastIndexOf(':');
    const [series, sequence] = [id.slice(0, Math.max(end, 0)), Number(id.slice(end + 1))];
    if (!Number.isSafeInteger(sequence)) return true;
    if (sequence <= (this.#last.get(series) ?? -1)) return false;
    this.#last.set(series, sequence);
    return true;
  }
}
