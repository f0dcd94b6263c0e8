/**
 * The head as it goes to the client: verbatim but for what ends at this hop, the framing we chose, and Date.
 *
 * @see RFC 9110, sections 6.6.1 (Date), 7.6.1 (Connection), 8.6 (Content-Length); RFC 9112, section 6.1
 */
import type { ByteBatch } from './byte-batch.ts';
import { FIELD } from './field-kinds.ts';
import { droppedKinds, writeFields } from './field-writer.ts';
import type { ResponseHead } from './response-head.ts';

export interface ResponseFraming {
  /** The body is sent in chunks of ours. */
  readonly chunked: boolean;
  /** The connection ends with this response. */
  readonly close: boolean;
  /** Version the client speaks. */
  readonly clientMinorVersion: number;
  /** Value for a Date field where the response has none. */
  readonly date: string;
}

const HOP_BY_HOP = [
  ...[FIELD.CONNECTION, FIELD.KEEP_ALIVE, FIELD.HOP, FIELD.UPGRADE, FIELD.NOMINATED],
  FIELD.TRANSFER_ENCODING,
] as const;
const WITH_LENGTH = droppedKinds(...HOP_BY_HOP);
const WITHOUT_LENGTH = droppedKinds(...HOP_BY_HOP, FIELD.CONTENT_LENGTH);
const VERSION = 'HTTP/1.1';

export function writeResponseHead(batch: ByteBatch, head: ResponseHead, framing: ResponseFraming): void {
  writeStatusLine(batch, head);
  const dropped = head.status === 204 ? WITHOUT_LENGTH : WITH_LENGTH;
  writeFields(batch, head.bytes, head.base, head.fieldsStart, head.fields, dropped);
  if (!head.hasDate) batch.addText(`Date: ${framing.date}\r\n`);
  batch.addText(endOfHead(framing));
}

/** A 1xx head: nothing about the connection, nothing added. */
export function writeInformationalHead(batch: ByteBatch, head: ResponseHead): void {
  writeStatusLine(batch, head);
  writeFields(batch, head.bytes, head.base, head.fieldsStart, head.fields, WITHOUT_LENGTH);
  batch.addText(head.status === 101 ? 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n' : '\r\n');
}

function writeStatusLine(batch: ByteBatch, head: ResponseHead): void {
  if (head.minorVersion === 1) {
    batch.addBytes(head.bytes, head.base, head.fieldsStart);
    return;
  }
  batch.addText(VERSION);
  batch.addBytes(head.bytes, head.base + VERSION.length, head.fieldsStart);
}

function endOfHead(framing: ResponseFraming): string {
  const { chunked, close, clientMinorVersion } = framing;
  if (close) return chunked ? 'Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n' : 'Connection: close\r\n\r\n';
  if (clientMinorVersion === 0) return 'Connection: keep-alive\r\n\r\n';
  return chunked ? 'Transfer-Encoding: chunked\r\n\r\n' : '\r\n';
}
