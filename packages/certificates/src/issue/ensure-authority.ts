/** Sees to it that there is an authority, and that none is ever lost: people had to trust each by hand. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { authorityFile, setAsideFile, setAsideFiles } from '../files.ts';
import { type Pair, readPair } from '../pair.ts';
import { isEarly, LEAF_LIFE_MS } from '../validity.ts';
import { writeAtomically } from '../write-atomically.ts';
import { makeAuthority } from './authority.ts';
import { allows } from './name-constraints.ts';
import { X509Certificate } from './x509.ts';

export interface AuthorityOptions {
  readonly directory: string;
  /** Name of the platform. */
  readonly platform: string;
  /** What it has to vouch for. */
  readonly hosts: readonly string[];
  /** Wall-clock time, ms since the epoch. */
  readonly now: number;
}

/** `restored`: one that had been set aside serves again. `replaced`: people have to trust the new one. */
export type AuthorityOutcome = 'kept' | 'made' | 'restored' | 'replaced';

/**
 * Keeps the authority while it can serve, takes one back that was set aside, or makes one, in this order. One that is
 * not valid yet gives way to one that is, but is not replaced on its own account: the clock may be wrong.
 *
 * @throws NinesError `CERTIFICATE_NOT_SAVED`; the authority is as it was then
 */
export async function ensureAuthority(options: AuthorityOptions): Promise<AuthorityOutcome> {
  const { directory, platform, hosts, now } = options;
  const file = authorityFile(directory);
  const current = readPair(file);
  const known = [current, ...setAside(directory)].filter((pair) => pair !== undefined);
  const able = known.filter((pair) => serves(pair, hosts, now));
  const best = able.find(({ certificate }) => !isEarly(certificate, now)) ?? able[0];
  if (best !== undefined && best === current) return 'kept';
  const wasThere = existsSync(file);
  const text = best === undefined ? await makeAuthority(platform, hosts, now) : textOf(best);
  if (wasThere) copyAside(directory, current);
  writeAtomically(file, text, 0o600);
  if (best !== undefined) return 'restored';
  return wasThere ? 'replaced' : 'made';
}

/** The youngest first. */
function setAside(directory: string): readonly Pair[] {
  return setAsideFiles(directory)
    .map(readPair)
    .filter((pair) => pair !== undefined)
    .toSorted((one, other) => other.certificate.validFromDate.getTime() - one.certificate.validFromDate.getTime());
}

/** It has to outlive what it signs. */
function serves({ certificate, certificatePem }: Pair, hosts: readonly string[], now: number): boolean {
  return now + LEAF_LIFE_MS < certificate.validToDate.getTime() && allows(new X509Certificate(certificatePem), hosts);
}

/** A copy: the authority stays where it is until the write that replaces it, which happens in whole or not at all. */
function copyAside(directory: string, pair: Pair | undefined): void {
  const content = readFileSync(authorityFile(directory));
  const id = pair?.certificate.serialNumber ?? createHash('sha256').update(content).digest('hex').slice(0, 32);
  writeAtomically(setAsideFile(directory, id), content, 0o600);
}

function textOf({ keyPem, certificatePem }: Pair): string {
  return `${keyPem}${certificatePem}`;
}
