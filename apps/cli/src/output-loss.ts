/** When nobody takes the output any more. */
import type { Writable } from 'node:stream';
import { hasCode, messageOf, NinesError } from '@nines/kernel';

/** A reader that went away, as `head` does, or a terminal that was closed. */
const GONE = ['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/**
 * Calls `onLoss` with the first error of any of the streams: the error itself where the reader is gone, NinesError
 * `CLI_OUTPUT_FAILED` where the output could not be written.
 */
export function watchOutput(streams: readonly Writable[], onLoss: (reason: Error) => void): void {
  let isLost = false;
  for (const stream of streams) {
    stream.on('error', (error) => {
      if (isLost) return;
      isLost = true;
      onLoss(isReaderGone(error) ? error : failed(error));
    });
  }
}

/** Whether `reason` is that nobody reads the output; that is nobody's failure. */
export function isReaderGone(reason: unknown): boolean {
  return GONE.some((code) => hasCode(reason, code));
}

function failed(cause: Error): NinesError {
  return new NinesError('CLI_OUTPUT_FAILED', `cannot write the output: ${messageOf(cause)}`, { cause });
}
