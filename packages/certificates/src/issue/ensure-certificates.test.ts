import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorityFile, ingressFile, setAsideFile, setAsideFiles, trustFile } from '../files.ts';
import { inspectIngress } from '../inspect-ingress.ts';
import { readPair } from '../pair.ts';
import { LEAF_LIFE_MS } from '../validity.ts';
import { ensureCertificates } from './ensure-certificates.ts';
import type { EnsureOutcome } from './ensure-certificates.ts';

const HOSTS = ['talent.localhost', 'shop.example.test'];
const NOW = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('certificates', () => {
  let directory: string;

  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), 'certificates-')), 'tls');
  });

  afterEach(() => {
    rmSync(join(directory, '..'), { recursive: true });
  });

  const ensure = async (hosts: readonly string[] = HOSTS, now = NOW): Promise<EnsureOutcome> =>
    await ensureCertificates({ directory, platform: 'talent', hosts, now });
  const read = (file: string): X509Certificate => new X509Certificate(readFileSync(file));

  it('are an authority and a certificate by it for every host, their keys for nobody else to read', async () => {
    expect(await ensure()).toEqual({ authority: 'made', ingress: 'made' });
    const leaf = read(ingressFile(directory));
    const authority = read(trustFile(directory));
    expect(leaf.verify(authority.publicKey)).toBe(true);
    for (const host of HOSTS) expect(leaf.checkHost(host)).toBe(host);
    expect(leaf.checkHost('other.localhost')).toBeUndefined();
    expect([leaf.ca, authority.ca]).toEqual([false, true]);
    for (const file of [authorityFile(directory), ingressFile(directory)]) expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(trustFile(directory), 'latin1')).not.toContain('PRIVATE');
  });

  it('are kept while they will do', async () => {
    await ensure();
    const { fingerprint256 } = read(ingressFile(directory));
    expect(await ensure()).toEqual({ authority: 'kept', ingress: 'kept' });
    expect(inspectIngress(directory, HOSTS.toReversed(), NOW)).toMatchObject({ fingerprint: fingerprint256 });
  });

  it('are renewed at two thirds of their life, and the authority stays', async () => {
    await ensure();
    expect(inspectIngress(directory, HOSTS, NOW + 59 * DAY_MS)).toMatchObject({ isFresh: true });
    expect(inspectIngress(directory, HOSTS, NOW + 61 * DAY_MS)).toMatchObject({ isFresh: false });
    expect(inspectIngress(directory, HOSTS, NOW + 91 * DAY_MS)).toBeUndefined();
    expect(await ensure(HOSTS, NOW + 61 * DAY_MS)).toEqual({ authority: 'kept', ingress: 'made' });
  });

  it('are renewed where the clock was set back by some hours, and the authority stays', async () => {
    await ensure();
    expect(inspectIngress(directory, HOSTS, NOW - 2 * HOUR_MS)).toBeUndefined();
    expect(await ensure(HOSTS, NOW - 2 * HOUR_MS)).toEqual({ authority: 'kept', ingress: 'made' });
  });

  it('say that the authority begins in the future of the clock, and keep it', async () => {
    await ensure();
    const before = readFileSync(authorityFile(directory), 'latin1');
    const renewal = ensure(HOSTS, NOW - 9 * DAY_MS);
    await expect(renewal).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_YET_VALID' });
    expect(inspectIngress(directory, HOSTS, NOW - 9 * DAY_MS)).toMatchObject({ isFresh: true, isEarly: true });
    expect(readFileSync(authorityFile(directory), 'latin1')).toBe(before);
    const { fingerprint256 } = read(ingressFile(directory));
    await expect(ensure(HOSTS, NOW - 9 * DAY_MS)).rejects.toThrow('set the clock right');
    expect(read(ingressFile(directory)).fingerprint256).toBe(fingerprint256);
    expect(await ensure()).toEqual({ authority: 'kept', ingress: 'kept' });
  });

  it('come from the old authority again once a clock that was years ahead is right', async () => {
    await ensure();
    const { fingerprint256 } = read(trustFile(directory));
    expect(await ensure(HOSTS, NOW + 4_000 * DAY_MS)).toEqual({ authority: 'replaced', ingress: 'made' });
    expect(await ensure()).toEqual({ authority: 'restored', ingress: 'made' });
    expect(read(trustFile(directory)).fingerprint256).toBe(fingerprint256);
  });

  it('follow the hosts; names below .localhost need no new authority', async () => {
    await ensure();
    expect(inspectIngress(directory, ['new.localhost'], NOW)).toMatchObject({ isFresh: false });
    expect(await ensure(['new.localhost'])).toEqual({ authority: 'kept', ingress: 'made' });
    expect(await ensure(['shop.example.test'])).toEqual({ authority: 'kept', ingress: 'made' });
    expect(await ensure(['bank.example'])).toEqual({ authority: 'replaced', ingress: 'made' });
    expect(await ensure(['shop.example.test'])).toEqual({ authority: 'restored', ingress: 'made' });
  });

  it('lose no authority, however often it is replaced', async () => {
    const serials: string[] = [];
    for (const host of ['a.example', 'b.example', 'c.example']) {
      await ensure([host]);
      serials.push(read(trustFile(directory)).serialNumber.toLowerCase());
    }
    const aside = setAsideFiles(directory);
    expect(aside).toHaveLength(2);
    expect(aside).toEqual(expect.arrayContaining(serials.slice(0, 2).map((serial) => setAsideFile(directory, serial))));
    for (const file of aside) expect([readPair(file) === undefined, statSync(file).mode & 0o077]).toEqual([false, 0]);
  });

  it('keep their authority where the disk is full just when it is to be replaced', async () => {
    await ensure();
    const before = readFileSync(authorityFile(directory), 'latin1');
    // Whatever is written beside it goes to a device without space.
    symlinkSync('/dev/full', `${authorityFile(directory)}.${process.pid}.tmp`);
    await expect(ensure(['bank.example'])).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_SAVED' });
    expect(readFileSync(authorityFile(directory), 'latin1')).toBe(before);
    expect(await ensure(['bank.example'])).toEqual({ authority: 'replaced', ingress: 'made' });
  });

  it('come with an authority that outlives them', async () => {
    await ensure();
    const end = read(trustFile(directory)).validToDate.getTime();
    expect(await ensure(HOSTS, end - LEAF_LIFE_MS + DAY_MS)).toEqual({ authority: 'replaced', ingress: 'made' });
  });

  it.each([
    ['cut short', (file: string) => truncateSync(file, 300)],
    ['emptied', (file: string) => truncateSync(file, 0)],
    ['overwritten', (file: string) => writeFileSync(file, 'nonsense')],
  ])('are made anew where a file was %s', async (_, damage) => {
    await ensure();
    damage(ingressFile(directory));
    expect(await ensure()).toEqual({ authority: 'kept', ingress: 'made' });
    damage(authorityFile(directory));
    expect(await ensure()).toEqual({ authority: 'replaced', ingress: 'made' });
    expect(inspectIngress(directory, HOSTS, NOW)).toBeDefined();
  });

  it('offer the authority to be trusted again where its copy was lost', async () => {
    await ensure();
    const copy = readFileSync(trustFile(directory), 'latin1');
    rmSync(trustFile(directory));
    await ensure();
    expect(readFileSync(trustFile(directory), 'latin1')).toBe(copy);
  });
});
