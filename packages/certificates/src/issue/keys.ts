/** Keys and serial numbers, which an authority and what it signs have in common. */
import { randomBytes, type webcrypto } from 'node:crypto';
import { PemConverter, type X509Certificate } from './x509.ts';

/** ECDSA on P-256: small, made in a millisecond, known to every client. */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A new key that can be written to a file. */
export async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** For signing with a key that was written to a file. */
export async function importKey(pem: string): Promise<webcrypto.CryptoKey> {
  return await crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), ALGORITHM, false, ['sign']);
}

/** 126 random bits, positive and of full length. @see RFC 5280, section 4.1.2.2 */
export function randomSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** Key and certificate in one PEM text. */
export async function pairText(certificate: X509Certificate, { privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  const key = await crypto.subtle.exportKey('pkcs8', privateKey);
  return `${PemConverter.encode(key, 'PRIVATE KEY')}\n${certificate.toString('pem')}\n`;
}
