/** Makes what is missing or due of the platform's certificates, and leaves the rest as it is. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { authorityFile, ingressFile, trustFile } from '../files.ts';
import { inspectIngress } from '../inspect-ingress.ts';
import { type Pair, readPair } from '../pair.ts';
import { LEAF_LIFE_MS } from '../validity.ts';
import { writeAtomically } from '../write-atomically.ts';
import { makeAuthority } from './authority.ts';
import { makeLeaf } from './leaf.ts';
import { allows } from './name-constraints.ts';
import { X509Certificate } from './x509.ts';

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
  /** `replaced`: people have to trust the new one. */
  readonly authority: 'kept' | 'made' | 'replaced';
  readonly ingress: 'kept' | 'made';
}

/**
 * Sees to it that there is an authority that may vouch for all hosts, and a fresh certificate of the ingress by it.
 * An authority that cannot serve any more is set aside, never overwritten.
 *
 * @throws NinesError `CERTIFICATE_NOT_SAVED`; everything on disk is still usable then
 */
export async function ensureCertificates(options: EnsureOptions): Promise<EnsureOutcome> {
  const { directory, hosts, now } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const authority = await ensureAuthority(options);
  const pair = readPair(authorityFile(directory));
  if (pair === undefined) return { authority, ingress: 'kept' };
  offerTrust(directory, pair);
  if (inspectIngress(directory, hosts, now)?.isFresh === true) return { authority, ingress: 'kept' };
  writeAtomically(ingressFile(directory), await makeLeaf(pair, hosts, now), 0o600);
  return { authority, ingress: 'made' };
}

async function ensureAuthority({
  directory,
  platform,
  hosts,
  now,
}: EnsureOptions): Promise<EnsureOutcome['authority']> {
  const file = authorityFile(directory);
  const pair = readPair(file);
  if (pair !== undefined && serves(pair, hosts, now)) return 'kept';
  const wasThere = existsSync(file);
  const text = await makeAuthority(platform, hosts, now);
  if (wasThere) renameSync(file, `${file}.replaced`);
  writeAtomically(file, text, 0o600);
  return wasThere ? 'replaced' : 'made';
}

/** It has to outlive what it signs. */
function serves({ certificate, certificatePem }: Pair, hosts: readonly string[], now: number): boolean {
  const isValid = now >= certificate.validFromDate.getTime() && now + LEAF_LIFE_MS < certificate.validToDate.getTime();
  return isValid && allows(new X509Certificate(certificatePem), hosts);
}

function offerTrust(directory: string, { certificatePem }: Pair): void {
  const file = trustFile(directory);
  if (existsSync(file) && readFileSync(file, 'latin1') === certificatePem) return;
  writeAtomically(file, certificatePem, 0o644);
}
