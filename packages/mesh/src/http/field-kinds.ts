/** Recognising the few header fields that a proxy acts on, without making a string of each name. */

/** What a field means to framing or forwarding. `OTHER` is passed on as it stands. */
export const FIELD = {
  OTHER: 0,
  HOST: 1,
  CONTENT_LENGTH: 2,
  TRANSFER_ENCODING: 3,
  CONNECTION: 4,
  /** Hop-by-hop, dropped: Keep-Alive (read on responses). */
  KEEP_ALIVE: 5,
  /** Hop-by-hop, dropped without being read: Proxy-Connection, TE. */
  HOP: 6,
  UPGRADE: 7,
  EXPECT: 8,
  /** Says who the client is: X-Forwarded-*, Forwarded, X-Real-IP. Believed from inside, replaced at the ingress. */
  FORWARDED: 9,
  /** Named by Connection, so hop-by-hop in this message only. */
  NOMINATED: 10,
  /** Passed on; added to responses that lack it. */
  DATE: 11,
  /** A request field with `_` in its name, which CGI and WSGI cannot tell from `-`. Dropped at the ingress. */
  AMBIGUOUS: 12,
  /** W3C trace context: passed on where it is valid, replaced where it is not. */
  TRACEPARENT: 13,
  /** Means nothing without a valid traceparent. */
  TRACESTATE: 14,
  /** The mark of declared load: passed on where it is believed, dropped where it is not. */
  MARK: 15,
  /** Asks for a version of the service. */
  VERSION: 16,
} as const;

export type FieldKind = (typeof FIELD)[keyof typeof FIELD];

interface KnownField {
  readonly name: Buffer;
  readonly kind: FieldKind;
}

const known = (name: string, kind: FieldKind): KnownField => ({ name: Buffer.from(name), kind });

const KNOWN_FIELDS: readonly KnownField[] = [
  known('host', FIELD.HOST),
  known('content-length', FIELD.CONTENT_LENGTH),
  known('transfer-encoding', FIELD.TRANSFER_ENCODING),
  known('connection', FIELD.CONNECTION),
  known('keep-alive', FIELD.KEEP_ALIVE),
  known('proxy-connection', FIELD.HOP),
  known('te', FIELD.HOP),
  known('upgrade', FIELD.UPGRADE),
  known('expect', FIELD.EXPECT),
  known('forwarded', FIELD.FORWARDED),
  known('date', FIELD.DATE),
  known('x-real-ip', FIELD.FORWARDED),
  known('traceparent', FIELD.TRACEPARENT),
  known('tracestate', FIELD.TRACESTATE),
  known('nines-declared', FIELD.MARK),
  known('nines-version', FIELD.VERSION),
];

const LONGEST = 17;
const BY_LENGTH: readonly (readonly KnownField[])[] = Array.from({ length: LONGEST + 1 }, (_, length) =>
  KNOWN_FIELDS.filter((field) => field.name.length === length),
);
const FORWARDED_PREFIX = Buffer.from('x-forwarded-');

/**
 * Whether the bytes from `start` spell `lowerCase`, ignoring case. Exact for names made of letters, digits, `-`, `:` and `/`:
 * no other token character becomes one of those when bit 5 is set.
 */
export function equalsIgnoringCase(bytes: Uint8Array, start: number, lowerCase: Uint8Array): boolean {
  for (let index = 0; index < lowerCase.length; index += 1) {
    if (((bytes[start + index] ?? 0) | 0x20) !== lowerCase[index]) return false;
  }
  return true;
}

/** Kind of the field whose (valid) name stands at `[start, end)`. */
export function fieldKindOf(bytes: Uint8Array, start: number, end: number): FieldKind {
  const length = end - start;
  const candidates = length <= LONGEST ? BY_LENGTH[length] : undefined;
  if (candidates !== undefined) {
    for (const candidate of candidates) {
      if (equalsIgnoringCase(bytes, start, candidate.name)) return candidate.kind;
    }
  }
  if (length > FORWARDED_PREFIX.length && equalsIgnoringCase(bytes, start, FORWARDED_PREFIX)) return FIELD.FORWARDED;
  return FIELD.OTHER;
}
