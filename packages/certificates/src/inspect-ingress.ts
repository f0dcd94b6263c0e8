/** Whether the certificate of the ingress will do as it is. Costs a millisecond, and no library. */
import { authorityFile, ingressFile } from './files.ts';
import { readPair } from './pair.ts';
import { isFresh, renewalAt } from './validity.ts';

/** A certificate that can be served. */
export interface IngressCertificate {
  /** PEM of key and certificate. */
  readonly file: string;
  /** SHA-256 of the certificate, `AB:CD:…`: changes with each renewal. */
  readonly fingerprint: string;
  /** When it ends, ms since the epoch. */
  readonly expiresAt: number;
  /** When its successor is due, ms since the epoch. */
  readonly renewAt: number;
}

/**
 * The certificate in `directory`; undefined where there is none that is fresh, from our authority, and for exactly
 * these hosts.
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
  if (!isOurs || !isFresh(certificate, now) || !namesExactly(certificate.subjectAltName ?? '', hosts)) return undefined;
  const { fingerprint256, validToDate } = certificate;
  return { file, fingerprint: fingerprint256, expiresAt: validToDate.getTime(), renewAt: renewalAt(certificate) };
}

/** @param alternativeNames `DNS:a.localhost, DNS:b.localhost` */
function namesExactly(alternativeNames: string, hosts: readonly string[]): boolean {
  const wanted = [...new Set(hosts)].map((host) => `DNS:${host}`).toSorted();
  return alternativeNames.split(', ').toSorted().join() === wanted.join();
}
