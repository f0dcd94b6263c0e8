/** Taking what is there at once: one transaction for many events that came together, none that waits for more. */

/** Groups of what `source` yields: whatever is there, at most `size`, never empty. */
export async function* batches<T>(
  source: AsyncIterable<T>,
  size: number,
): AsyncGenerator<readonly T[], void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (let next = pull(iterator); ;) {
      const first = await next;
      if (first.done === true) return;
      const batch = [first.value];
      for (next = pull(iterator); batch.length < size; next = pull(iterator)) {
        const more = await Promise.race([next.catch(() => undefined), turn()]);
        if (more === undefined || more.done === true) break;
        batch.push(more.value);
      }
      yield batch;
    }
  } finally {
    // Not waited for: it may be waiting for the next item, which whoever made `source` has to cancel.
    iterator.return?.().catch(() => undefined);
  }
}

/** A failure is met when it is waited for, which may be later. */
function pull<T>(iterator: AsyncIterator<T>): Promise<IteratorResult<T>> {
  const next = iterator.next();
  next.catch(() => undefined);
  return next;
}

/** Everything that has arrived by now is dealt with first. */
function turn(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(resolve, undefined));
}
