/** A body on its way to a backend, cut off where it grows too large. */
import type { IncomingMessage } from 'node:http';
import { type Readable, Transform, type TransformCallback } from 'node:stream';

import { Problem } from '@nines/service-kit';

/**
 * Passes `source` on as it comes, with back-pressure.
 *
 * Where nobody reads on (the backend is away), the rest of `source` is discarded, because the answer goes out on the
 * same connection.
 *
 * @throws Problem 413 `BODY_TOO_LARGE` where the announced length is too much; a stream that turns out too long fails
 * with the same
 */
export function limitedBody(source: IncomingMessage, maxBytes: number): Readable {
  if (Number(source.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  let seen = 0;
  const limited = new Transform({
    transform: (chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) => {
      seen += chunk.length;
      if (seen > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
  limited.on('error', () => undefined); // whoever reads it is told; before anybody does, it must not end the process
  source.once('close', () => {
    if (!source.readableEnded) limited.destroy(new DOMException('The caller went away', 'AbortError'));
  });
  source.pipe(limited);
  limited.once('close', () => {
    if (!source.readableEnded) discard(source, maxBytes);
  });
  return limited;
}

/**
 * Reads and forgets what nobody wants any more: a connection that is closed with bytes unread is reset, and the
 * answer is lost with it. Who goes on sending after `maxBytes` more is cut off.
 */
function discard(source: IncomingMessage, maxBytes: number): void {
  let left = maxBytes;
  source.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) source.destroy();
  });
  source.resume();
}

function tooLarge(maxBytes: number): Problem {
  const mebibytes = maxBytes / (1024 * 1024);
  return new Problem(413, 'BODY_TOO_LARGE', { detail: `The file is larger than ${mebibytes} MiB` });
}
