/** What Alertmanager calls an alert, before it has one. */

const OFFSET = 0xcbf2_9ce4_8422_2325n;
const PRIME = 0x100_0000_01b3n;
const SEPARATOR = 0xff;

const encoder = new TextEncoder();

/**
 * The fingerprint of what is posted with these labels: 64 bits of FNV-1a in hexadecimal digits. Empty ones are not there.
 *
 * @see Prometheus, `common/model/signature.go`, `labelSetToFingerprint`; The FNV Non-Cryptographic Hash Algorithm
 */
export function labelsFingerprint(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).filter(([, value]) => value !== '');
  const inOrder = pairs.sort(([one], [other]) => (one < other ? -1 : 1));
  const bytes = inOrder.flat().flatMap((text) => [...encoder.encode(text), SEPARATOR]);
  const hash = bytes.reduce((sum, byte) => BigInt.asUintN(64, (sum ^ BigInt(byte)) * PRIME), OFFSET);
  return hash.toString(16).padStart(16, '0');
}
