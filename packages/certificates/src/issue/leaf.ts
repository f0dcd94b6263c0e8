/** The certificate that the ingress shows. */
import type { Pair } from '../pair.ts';
import { BACKDATED_MS, LEAF_LIFE_MS } from '../validity.ts';
import { generateKeys, importKey, pairText, randomSerial } from './keys.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.ts';

/**
 * Makes a certificate for all of `hosts`, signed by `authority`.
 *
 * @returns PEM of key and certificate
 */
export async function makeLeaf(authority: Pair, hosts: readonly string[], now: number): Promise<string> {
  const keys = await generateKeys();
  const issuer = new X509Certificate(authority.certificatePem);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: randomSerial(),
    // Clients look at the alternative names only.
    subject: [{ O: ['Nines'] }, { CN: ['Nines ingress'] }],
    issuer: issuer.subjectName,
    notBefore: new Date(now - BACKDATED_MS),
    notAfter: new Date(now + LEAF_LIFE_MS),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.keyPem),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([...new Set(hosts)].map((value) => ({ type: 'dns', value }))),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return await pairText(certificate, keys);
}
