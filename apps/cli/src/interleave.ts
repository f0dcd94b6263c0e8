/** Two streams as one. */
import { TransformStream } from 'node:stream/web';

/**
 * Items of both as they come; no source is read faster than they are taken. Ends with `leading`, and fails with either.
 * Whoever made the sources cancels them afterwards: one that is waiting for its next item is left waiting.
 */
export async function* interleave<T>(leading: AsyncIterable<T>, beside: AsyncIterable<T>): AsyncGenerator<T> {
  const { readable, writable } = new TransformStream<T, T>();
  const writer = writable.getWriter();
  const copy = async (source: AsyncIterable<T>): Promise<void> => {
    for await (const item of source) await writer.write(item);
  };
  const fail = (error: unknown): Promise<void> => writer.abort(error).catch(() => undefined);
  copy(leading)
    .then(() => writer.close(), fail)
    .catch(fail);
  copy(beside).catch(fail);
  yield* readable;
}
