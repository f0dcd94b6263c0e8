/**
 * Methods as strings that already exist, and what may be done with them.
 *
 * @see RFC 9110, section 9.2.2 (idempotent methods)
 */

const COMMON = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT'] as const;
const COMMON_BYTES = COMMON.map((name) => ({ name, bytes: Buffer.from(name) }));
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** The method at `[start, end)`. Case matters. */
export function methodOf(bytes: Buffer, start: number, end: number): string {
  for (const { name, bytes: expected } of COMMON_BYTES) {
    if (expected.length === end - start && equals(bytes, start, expected)) return name;
  }
  return bytes.toString('latin1', start, end);
}

/** Whether sending the request twice means the same as sending it once. Unknown methods are not trusted to. */
export function isIdempotent(method: string): boolean {
  return IDEMPOTENT.has(method);
}

function equals(bytes: Uint8Array, start: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[start + index] !== expected[index]) return false;
  }
  return true;
}
