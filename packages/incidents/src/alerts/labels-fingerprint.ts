/** What Alertmanager calls an alert, before it has one. */
import { fnv1a64 } from '@nines/kernel';

const SEPARATOR = 0xff;

const encoder = new TextEncoder();

/**
 * The fingerprint of what is posted with these labels: 64 bits of FNV-1a in hexadecimal digits. Empty ones are not there.
 *
 * @see Prometheus, `common/model/signature.go`, `labelSetToFingerprint`
 */
export function labelsFingerprint(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).filter(([, value]) => value !== '');
  const inOrder = pairs.sort(([one], [other]) => (one < other ? -1 : 1));
  const bytes = inOrder.flat().flatMap((text) => [...encoder.encode(text), SEPARATOR]);
  return fnv1a64(bytes).toString(16).padStart(16, '0');
}
