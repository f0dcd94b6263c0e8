/** What certificate the ingress has, and whether it will do. Costs a millisecond, and no library. */
import { authorityFile, ingressFile } from './files.ts';
import { readPair } from './pair.ts';
import { isDue, isEarly, isValid } from './validity.ts';

/** A certificate that can be served. */
export interface IngressCertificate {
  /** PEM of key and certificate. */
  readonly file: string;
  /** SHA-256 of the certificate, `AB:CD:…`: changes with each renewal. */
  readonly fingerprint: string;
  /** When it ends, ms since the epoch. */
  readonly expiresAt: number;
  /** It is for exactly the hosts that are wanted, and its successor is not due. One that is not fresh serves on. */
  readonly isFresh: boolean;
  /** Its authority is not valid yet by this clock, so that nobody with such a clock believes it. */
  readonly isEarly: boolean;
}

/**
 * The certificate in `directory`; undefined where there is none that is valid now and from our authority.
 *
 * @param now wall-clock time, ms since the epoch
 */
export function inspectIngress(
  directory: string,
  hosts: readonly string[],
  now: number,
): IngressCertificate | undefined {
  const file = ingressFile(directory);
  const certificate = readPair(file)?.certificate;
  const authority = readPair(authorityFile(directory))?.certificate;
  if (certificate === undefined || authority === undefined) return undefined;
  const isOurs = certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
  if (!isOurs || !isValid(certificate, now)) return undefined;
  const { fingerprint256, validToDate, subjectAltName = '' } = certificate;
  const isFresh = !isDue(certificate, now) && namesExactly(subjectAltName, hosts);
  const expiresAt = validToDate.getTime();
  return { file, fingerprint: fingerprint256, expiresAt, isFresh, isEarly: isEarly(authority, now) };
}

/** @param alternativeNames `DNS:a.localhost, DNS:b.localhost` */
function namesExactly(alternativeNames: string, hosts: readonly string[]): boolean {
  const wanted = [...new Set(hosts)].map((host) => `DNS:${host}`).toSorted();
  return alternativeNames.split(', ').toSorted().join() === wanted.join();
}
