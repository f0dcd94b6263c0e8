/**
 * The head as it goes upstream: verbatim but for what ends at this hop and what a gateway must add.
 *
 * @see RFC 9110, sections 7.6.1 (Connection) and 7.6.3 (Via); RFC 9112, section 3.2.2
 */
import { markAmbiguousNames } from './ambiguous-names.ts';
import type { ByteBatch } from './byte-batch.ts';
import { FIELD } from './field-kinds.ts';
import { droppedKinds, writeFields } from './field-writer.ts';
import type { RequestHead } from './request-head.ts';
import { TRACE_ID_OFFSET, type TraceparentSource } from './traceparent.ts';

/** Where the request came in. */
export interface Origin {
  /** Set at the ingress: what a client says about itself is replaced by what we see. */
  readonly isIngress: boolean;
  /** Of the door it came in by. */
  readonly scheme: 'http' | 'https';
  /** Peer address. */
  readonly clientAddress: string;
  /** Host for a client that sent none, which only HTTP/1.0 allows. */
  readonly localAuthority: string;
  /** Whether a request may ask for a version of the service. Where not, the field is dropped. */
  readonly honoursVersion: boolean;
}

/** What every head ends with, behind its traceparent. */
export const HEAD_END = 'Via: 1.1 nines\r\n\r\n';
const HEAD_END_BYTES = Buffer.from(HEAD_END);
const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
const HOP_BY_HOP = [
  ...[FIELD.CONNECTION, FIELD.KEEP_ALIVE, FIELD.HOP, FIELD.UPGRADE, FIELD.NOMINATED],
  FIELD.TRACEPARENT, // written anew, behind the others
] as const;
const ON_EDGES = droppedKinds(...HOP_BY_HOP);
const ON_EDGES_1_0 = droppedKinds(...HOP_BY_HOP, FIELD.EXPECT);
const AT_INGRESS = droppedKinds(...HOP_BY_HOP, FIELD.FORWARDED, FIELD.AMBIGUOUS);
const AT_INGRESS_1_0 = droppedKinds(...HOP_BY_HOP, FIELD.FORWARDED, FIELD.AMBIGUOUS, FIELD.EXPECT);

/**
 * Writes the head to an empty batch.
 *
 * @param head its mark of declared load, if any, must have been checked
 * @param traceparents writes `HEAD_END` behind each
 * @returns where in the batch the trace id stands
 */
export function writeRequestHead(
  batch: ByteBatch,
  head: RequestHead,
  origin: Origin,
  traceparents: TraceparentSource,
): number {
  const isCurrent = head.minorVersion === 1;
  if (isCurrent && !head.isAbsoluteForm) batch.addBytes(head.bytes, head.lineStart, head.fieldsStart);
  else batch.addText(`${head.method} ${head.target()} HTTP/1.1\r\n`);
  if (head.traceparent < 0) head.drop(FIELD.TRACESTATE);
  if (!origin.honoursVersion) head.drop(FIELD.VERSION);
  if (origin.isIngress) markAmbiguousNames(head.bytes, head.base, head.fields);
  writeFields(batch, head.bytes, head.base, head.fieldsStart, head.fields, droppedFor(origin.isIngress, isCurrent));
  if (head.hostEnd === head.hostStart) batch.addText(`Host: ${origin.localAuthority}\r\n`);
  if (origin.isIngress) batch.addText(forwardedLines(head, origin));
  if (head.upgrade) batch.addText(UPGRADE);
  return head.traceparent < 0 ? traceparents.addTo(batch) : passTraceparent(batch, head);
}

function passTraceparent(batch: ByteBatch, { bytes, base, fields, traceparent }: RequestHead): number {
  const start = fields.nameStart(traceparent);
  const traceIdAt = batch.length + fields.valueStart(traceparent) - start + TRACE_ID_OFFSET;
  batch.addBytes(bytes, base + start, base + fields.lineEnd(traceparent));
  batch.addBytes(HEAD_END_BYTES, 0, HEAD_END_BYTES.length);
  return traceIdAt;
}

function droppedFor(isIngress: boolean, isCurrent: boolean): Uint8Array {
  if (isIngress) return isCurrent ? AT_INGRESS : AT_INGRESS_1_0;
  return isCurrent ? ON_EDGES : ON_EDGES_1_0;
}

function forwardedLines(head: RequestHead, origin: Origin): string {
  const host = head.bytes.toString('latin1', head.hostStart, head.hostEnd);
  const { clientAddress, scheme } = origin;
  return `X-Forwarded-For: ${clientAddress}\r\nX-Forwarded-Proto: ${scheme}\r\nX-Forwarded-Host: ${host}\r\n`;
}
