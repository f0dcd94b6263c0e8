/** OpenSSL, and with it every client that follows the rules, believes our certificates, and no more than it should. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorityFile, ingressFile, trustFile } from '../files.ts';
import { readPair } from '../pair.ts';
import { ensureCertificates } from './ensure-certificates.ts';
import { makeLeaf } from './leaf.ts';

describe('openssl verify', () => {
  let directory: string;

  beforeEach(async (context) => {
    if (spawnSync('openssl', ['version']).status !== 0) context.skip('there is no openssl');
    directory = mkdtempSync(join(tmpdir(), 'trust-'));
    await ensureCertificates({ directory, platform: 'talent', hosts: ['talent.localhost'], now: Date.now() });
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const verify = (file: string): string => {
    const options = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', trustFile(directory), file];
    return execFileSync('openssl', options, { encoding: 'utf8', stdio: 'pipe' });
  };

  it('accepts the certificate of the ingress, strictly', () => {
    expect(verify(ingressFile(directory))).toContain('OK');
  });

  it.each(['bank.example', 'localhost.example'])('refuses one for %s, though the authority signed it', async (host) => {
    const authority = readPair(authorityFile(directory));
    if (authority === undefined) throw new Error('there is no authority');
    const forged = join(directory, 'forged.pem');
    writeFileSync(forged, await makeLeaf(authority, [host], Date.now()));
    expect(() => verify(forged)).toThrow('permitted subtree violation');
  });
});
