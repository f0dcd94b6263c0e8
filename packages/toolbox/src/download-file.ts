/** A file of a known sum, fetched to disk. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hasCode, NinesError } from '@nines/kernel';
import { openDownload } from './open-download.ts';
import type { DownloadOptions } from './open-download.ts';
import { describeUrl } from './without-credentials.ts';

/**
 * Fetches a file whose SHA-256 is known. What is there before the promise has resolved is not to be trusted.
 *
 * @throws NinesError as `openDownload`, and `TOOL_TRUNCATED` where the connection ends early, `TOOL_CHECKSUM` where the
 * content is another
 * @throws the system's error where the file cannot be written, `signal.reason` when the caller cancels
 */
export async function downloadFile(url: URL, file: string, sha256: string, options: DownloadOptions): Promise<void> {
  const response = await openDownload(url, options);
  const hash = createHash('sha256');
  let receivedBytes = 0;
  const watch = new Transform({
    transform: (chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) => {
      hash.update(chunk);
      receivedBytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await pipeline(response, watch, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    options.signal.throwIfAborted();
    if (!response.complete && hasCode(error, 'ECONNRESET')) throw truncated(url, receivedBytes, response);
    throw error;
  }
  const actual = hash.digest('hex');
  if (actual === sha256) return;
  throw new NinesError(
    'TOOL_CHECKSUM',
    `${describeUrl(url)} is not what was released (SHA-256 ${actual} instead of ${sha256}); nothing of it is kept`,
    { details: { url: describeUrl(url), expected: sha256, actual } },
  );
}

function truncated(url: URL, receivedBytes: number, response: IncomingMessage): NinesError {
  const expected = response.headers['content-length'] ?? 'an unknown number of';
  return new NinesError(
    'TOOL_TRUNCATED',
    `the connection to ${describeUrl(url)} ended after ${receivedBytes} of ${expected} bytes; try again`,
    { details: { url: describeUrl(url), receivedBytes } },
  );
}
