/** Makes what is missing or due of the platform's certificates, and leaves the rest as it is. */
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { NinesError } from '@nines/kernel';
import { authorityFile, ingressFile, trustFile } from '../files.ts';
import { inspectIngress } from '../inspect-ingress.ts';
import { type Pair, readPair } from '../pair.ts';
import { isEarly } from '../validity.ts';
import { writeAtomically } from '../write-atomically.ts';
import { type AuthorityOutcome, ensureAuthority } from './ensure-authority.ts';
import { makeLeaf } from './leaf.ts';

export interface EnsureOptions {
  /** Where certificates are kept; made where it is not there, and closed to others. */
  readonly directory: string;
  /** Name of the platform. */
  readonly platform: string;
  /** What the ingress is called; at least one. */
  readonly hosts: readonly string[];
  /** Wall-clock time, ms since the epoch. */
  readonly now: number;
}

/** What was done. */
export interface EnsureOutcome {
  readonly authority: AuthorityOutcome;
  readonly ingress: 'kept' | 'made';
}

/**
 * Sees to it that there is an authority that may vouch for all hosts, and a fresh certificate of the ingress by it.
 * An authority that cannot serve any more is set aside, never overwritten.
 *
 * @throws NinesError `CERTIFICATE_NOT_SAVED`; everything on disk is still usable then
 * @throws NinesError `CERTIFICATE_NOT_YET_VALID`: all was done, but the authority begins in the future of this clock
 */
export async function ensureCertificates(options: EnsureOptions): Promise<EnsureOutcome> {
  const { directory, hosts, now } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const authority = await ensureAuthority(options);
  const pair = readPair(authorityFile(directory));
  if (pair === undefined) return { authority, ingress: 'kept' };
  offerTrust(directory, pair);
  const isFresh = inspectIngress(directory, hosts, now)?.isFresh === true;
  if (!isFresh) writeAtomically(ingressFile(directory), await makeLeaf(pair, hosts, now), 0o600);
  if (isEarly(pair.certificate, now)) throw notYetValid(directory, pair, now);
  return { authority, ingress: isFresh ? 'kept' : 'made' };
}

function offerTrust(directory: string, { certificatePem }: Pair): void {
  const file = trustFile(directory);
  if (existsSync(file) && readFileSync(file, 'latin1') === certificatePem) return;
  writeAtomically(file, certificatePem, 0o644);
}

function notYetValid(directory: string, { certificate }: Pair, now: number): NinesError {
  const file = authorityFile(directory);
  const validFrom = certificate.validFromDate.toISOString();
  const message =
    `the local authority is valid from ${validFrom} on, which this clock has not reached: set the clock right, ` +
    `or, if it was wrong before, remove ${file} to have a new authority, which has to be trusted anew`;
  const details = { file, validFrom, time: new Date(now).toISOString() };
  return new NinesError('CERTIFICATE_NOT_YET_VALID', message, { details });
}
