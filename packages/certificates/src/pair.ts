/** A private key and the certificate of its public half, as one PEM text. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface Pair {
  readonly certificate: X509Certificate;
  /** PEM of the certificate. */
  readonly certificatePem: string;
  /** PKCS #8 PEM. */
  readonly keyPem: string;
}

const BLOCK = /-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----\n?/g;

/** Undefined for a file that is not there, or holds anything but a key and the certificate that belongs to it. */
export function readPair(file: string): Pair | undefined {
  try {
    return parsePair(readFileSync(file, 'latin1'));
  } catch {
    return undefined;
  }
}

function parsePair(text: string): Pair | undefined {
  const blocks = new Map([...text.matchAll(BLOCK)].map(([block, label]) => [label, block]));
  const keyPem = blocks.get('PRIVATE KEY');
  const certificatePem = blocks.get('CERTIFICATE');
  if (keyPem === undefined || certificatePem === undefined) return undefined;
  const certificate = new X509Certificate(certificatePem);
  return certificate.checkPrivateKey(createPrivateKey(keyPem)) ? { certificate, certificatePem, keyPem } : undefined;
}
