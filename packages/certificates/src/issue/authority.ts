/** The local authority: its certificate is what people trust, once. */
import { AUTHORITY_BACKDATED_MS, AUTHORITY_LIFE_MS } from '../validity.ts';
import { generateKeys, pairText, randomSerial } from './keys.ts';
import { nameConstraints, namesFor } from './name-constraints.ts';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from './x509.ts';

/**
 * Makes an authority that may vouch for `hosts` and names below `.localhost`, and for nothing else.
 *
 * @param platform its name, by which people find the authority among others
 * @returns PEM of key and certificate
 */
export async function makeAuthority(platform: string, hosts: readonly string[], now: number): Promise<string> {
  const keys = await generateKeys();
  const serialNumber = randomSerial();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    keys,
    serialNumber,
    // Two authorities of one name are two for a trust store only if their names differ.
    name: [{ O: ['Nines'] }, { CN: [`Nines local authority of ${platform} ${serialNumber.slice(0, 8)}`] }],
    notBefore: new Date(now - AUTHORITY_BACKDATED_MS),
    notAfter: new Date(now + AUTHORITY_LIFE_MS),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      nameConstraints(namesFor(hosts)),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return await pairText(certificate, keys);
}
