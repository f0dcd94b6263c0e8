/**
 * Collects what a head says about the length of its body, and refuses what two readers could understand differently.
 *
 * @see RFC 9112, sections 6.1 to 6.3 and 11.2
 */
import { parseContentLength } from './content-length.ts';
import { equalsIgnoringCase } from './field-kinds.ts';
import { CR, TAB } from './octets.ts';
import type { RefusalReason } from './refusal.ts';

const CHUNKED = Buffer.from('chunked');

export class BodyFraming {
  chunked = false;
  /** -1 when not given. */
  contentLength = -1;

  clear(): void {
    this.chunked = false;
    this.contentLength = -1;
  }

  readContentLength(bytes: Buffer, start: number, end: number): RefusalReason | undefined {
    if (this.contentLength >= 0) return 'repeated_content_length';
    this.contentLength = parseContentLength(bytes, start, end);
    return this.contentLength < 0 ? 'bad_content_length' : undefined;
  }

  readTransferEncoding(bytes: Buffer, start: number, end: number): RefusalReason | undefined {
    if (this.chunked) return 'repeated_transfer_encoding';
    const isChunked = end - start === CHUNKED.length && equalsIgnoringCase(bytes, start, CHUNKED);
    this.chunked = isChunked && !hasTabBehind(bytes, end);
    return this.chunked ? undefined : 'unknown_transfer_encoding';
  }

  /** What is wrong with both fields together. */
  conflict(minorVersion: number): RefusalReason | undefined {
    if (!this.chunked) return undefined;
    if (this.contentLength >= 0) return 'length_and_encoding';
    return minorVersion === 0 ? 'transfer_encoding_in_http_1_0' : undefined;
  }
}

/** A tab after the value is allowed (RFC 9110, section 5.6.3), but llhttp, and so Node, takes it for part of the coding. */
function hasTabBehind(bytes: Buffer, end: number): boolean {
  let at = end;
  while (bytes[at] !== CR && bytes[at] !== TAB) at += 1;
  return bytes[at] === TAB;
}
