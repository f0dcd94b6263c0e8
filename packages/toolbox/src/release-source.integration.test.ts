import { existsSync, statfsSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { cachedProgram } from './cache-directory.ts';
import { debianSource } from './debian-source.ts';
import { locateTools } from './locate-tools.ts';
import { provideTools } from './provide-tools.ts';
import type { ProvideOptions } from './provide-tools.ts';
import { createReleaseSource } from './release-source.ts';
import type { ToolReport } from './report.ts';
import type { FakeReleases, Sandbox } from './toolbox.testing.ts';
import { createSandbox, makeReleases, releaseOptions, serve, serveFiles, timesAsked } from './toolbox.testing.ts';

const ARCHIVE = '/prometheus/prometheus/releases/download/v3.9.1/prometheus-3.9.1.linux-amd64.tar.gz';

let workshop: Sandbox;
let fake: FakeReleases;
let sandbox: Sandbox;

beforeAll(() => {
  workshop = createSandbox();
  fake = makeReleases(workshop.directory);
});

afterAll(() => {
  workshop[Symbol.dispose]();
});

beforeEach(() => {
  sandbox = createSandbox();
});

afterEach(() => {
  sandbox[Symbol.dispose]();
});

function programs(...names: string[]): string[] {
  return names.map((name) => join(`release-${process.arch}`, name));
}

function codesOf(reports: readonly ToolReport[]): (string | undefined)[] {
  return reports.map(({ problem }) => problem?.code);
}

/** The archive of Prometheus answered in another way; the node exporter as it should be. */
function serveBadly(answer: Parameters<typeof serve>[0]) {
  return serve((request, response) => {
    if (request.url === ARCHIVE) answer(request, response);
    else response.end(fake.files.get(request.url ?? ''));
  });
}

async function provideBadly(answer: Parameters<typeof serve>[0]): Promise<ToolReport[]> {
  await using server = await serveBadly(answer);
  const reports = await provideTools(releaseOptions(sandbox, server.url, fake));
  expect(reports[2]).toMatchObject({ name: 'node-exporter', origin: 'fetched', version: '1.9.9' });
  expect(sandbox.cached()).toEqual(programs('node_exporter'));
  expect(reports[0]?.problem).toBe(reports[1]?.problem); // one archive, one reason
  return reports;
}

test('fetches each archive once, and says what it does', async () => {
  await using server = await serveFiles(fake.files);
  const said: string[] = [];
  const options = { ...releaseOptions(sandbox, server.url, fake), progress: (text: string) => said.push(text) };
  const reports = await provideTools(options);
  const path = cachedProgram(sandbox.cacheDirectory, 'release', 'prometheus', process.arch);
  expect(reports).toHaveLength(3);
  expect(reports[0]).toMatchObject({ path, origin: 'fetched', source: 'release', version: '3.9.1' });
  expect(server.requests.toSorted()).toEqual([...fake.files.keys()].toSorted());
  expect(said).toHaveLength(2);
  expect(said[0]).toMatch(/^fetching prometheus 3\.9\.1 from 127\.0\.0\.1:\d+…$/);
  expect(sandbox.cached()).toEqual(programs('node_exporter', 'prometheus', 'promtool'));
  expect(await provideTools(options)).toMatchObject(reports.map(({ path }) => ({ path, origin: 'cache' })));
  expect(server.requests).toHaveLength(2);
  expect(timesAsked(path)).toBe(0); // it was asked before it came here
});

test('follows redirects, but not for ever', async () => {
  await using files = await serveFiles(fake.files);
  await using server = await serve((request, response) => {
    response.writeHead(302, { location: `${files.url}${request.url ?? ''}` }).end();
  });
  const reports = await provideTools(releaseOptions(sandbox, server.url, fake));
  expect(codesOf(reports)).toEqual([undefined, undefined, undefined]);
  sandbox[Symbol.dispose]();
  sandbox = createSandbox();
  const lost = await provideBadly((request, response) => {
    response.writeHead(302, { location: request.url ?? '' }).end();
  });
  expect(lost[0]?.problem?.message).toContain('redirects without end');
});

test('does not keep an archive with another checksum', async () => {
  const reports = await provideBadly((_request, response) => response.end(Buffer.alloc(10_000)));
  expect(codesOf(reports)).toEqual(['TOOL_CHECKSUM', 'TOOL_CHECKSUM', undefined]);
});

test('does not keep an archive that ends early', async () => {
  const reports = await provideBadly((_request, response) => {
    const content = fake.files.get(ARCHIVE) ?? Buffer.alloc(0);
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, 100), () => response.destroy());
  });
  expect(codesOf(reports)).toEqual(['TOOL_TRUNCATED', 'TOOL_TRUNCATED', undefined]);
  expect(reports[0]?.problem?.message).toMatch(/ended after 100 of \d+ bytes; try again/);
});

test('does not wait for a server that falls silent', async () => {
  const reports = await provideBadly((_request, response) => {
    response.writeHead(200, { 'content-length': 1_000 });
    response.write('half');
  });
  expect(codesOf(reports)).toEqual(['TOOL_TIMED_OUT', 'TOOL_TIMED_OUT', undefined]);
});

test('says what the server says', async () => {
  const reports = await provideBadly((_request, response) => response.writeHead(404).end());
  expect(codesOf(reports)).toEqual(['TOOL_SERVER_REFUSED', 'TOOL_SERVER_REFUSED', undefined]);
  expect(reports[0]?.problem?.message).toContain('status 404');
});

test('says that there is no network, without the password of the mirror', async () => {
  const url = await closedPort();
  const reports = await provideTools(releaseOptions(sandbox, url.replace('//', '//ana:s3cret@'), fake));
  expect(codesOf(reports)).toEqual(['TOOL_NETWORK', 'TOOL_NETWORK', 'TOOL_NETWORK']);
  expect(JSON.stringify(reports.map(({ problem }) => [problem?.message, problem?.details]))).not.toContain('s3cret');
  expect(sandbox.cached()).toEqual([]);
});

test('goes through the proxy, whose password is not shown', async () => {
  await using proxy = await serveFiles(
    new Map([...fake.files].map(([path, content]) => [`http://mirror.test${path}`, content])),
  );
  const options = releaseOptions(sandbox, 'http://mirror.test', fake);
  const via = (address: string): ProvideOptions => {
    return { ...options, environment: { ...options.environment, http_proxy: address.replace('//', '//ana:s3cret@') } };
  };
  const refused = await provideTools(via(await closedPort()));
  expect(codesOf(refused)).toEqual(['TOOL_NETWORK', 'TOOL_NETWORK', 'TOOL_NETWORK']);
  expect(JSON.stringify(refused.map(({ problem }) => [problem?.message, problem?.details]))).not.toContain('s3cret');
  expect(codesOf(await provideTools(via(proxy.url)))).toEqual([undefined, undefined, undefined]);
});

test('gives up when the time is over, and leaves nothing', async () => {
  await using server = await serve(() => undefined);
  const reports = await provideTools({ ...releaseOptions(sandbox, server.url, fake), timeoutMs: 300 });
  expect(codesOf(reports)).toEqual(['TOOL_TIMED_OUT', 'TOOL_TIMED_OUT', 'TOOL_TIMED_OUT']);
  expect(sandbox.cached()).toEqual([]);
});

test('stops when the caller has enough, and leaves nothing', async () => {
  const controller = new AbortController();
  await using server = await serve(() => controller.abort(new Error('enough')));
  const options = { ...releaseOptions(sandbox, server.url, fake), signal: controller.signal };
  await expect(provideTools(options)).rejects.toThrow('enough');
  expect(sandbox.cached()).toEqual([]);
});

test('says that the disk is full, and leaves nothing', async (ctx) => {
  const disk = join(sandbox.directory, 'disk');
  execFileSync('mkdir', [disk]);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'nines-test', disk], { stdio: 'ignore' });
  } catch {
    ctx.skip('a small disk to fill cannot be mounted by this user');
  }
  try {
    const large = makeReleases(join(sandbox.directory, 'large'), { ballastBytes: 4 * 2 ** 20 });
    await using server = await serveFiles(large.files);
    const options = { ...releaseOptions(sandbox, server.url, large), cacheDirectory: disk };
    expect(codesOf(await provideTools(options))).toEqual(Array(3).fill('TOOL_DISK_FULL'));
    const packaged = await provideTools({ ...options, sources: [debianSource] });
    expect(codesOf(packaged)).toEqual(Array(3).fill('TOOL_DISK_FULL'));
    const { bfree, blocks } = statfsSync(disk);
    expect(blocks - bfree).toBeLessThan(3);
  } finally {
    execFileSync('umount', ['-l', disk]);
  }
});

test('says that the cache cannot be written', async () => {
  writeFileSync(sandbox.cacheDirectory, 'a file where a folder should be');
  const reports = await provideTools(releaseOptions(sandbox, 'http://127.0.0.1:1', fake));
  expect(codesOf(reports)).toEqual(Array(3).fill('TOOL_CACHE_UNWRITABLE'));
});

test('refuses other platforms, and what has no known checksum', async () => {
  const options = releaseOptions(sandbox, 'http://127.0.0.1:1', fake);
  const windows = await provideTools({ ...options, platform: { system: 'win32', architecture: 'x64' } });
  expect(codesOf(windows)).toEqual(Array(3).fill('TOOL_UNSUPPORTED_PLATFORM'));
  expect(existsSync(sandbox.cacheDirectory)).toBe(false);
  const sources = [createReleaseSource({ releases: fake.releases, architecture: 'arm64' })];
  expect(codesOf(await provideTools({ ...options, sources }))).toEqual(Array(3).fill('TOOL_UNPINNED'));
});

test('fetches again what is broken in the cache', async () => {
  await using server = await serveFiles(fake.files);
  const options = releaseOptions(sandbox, server.url, fake);
  await provideTools(options);
  writeFileSync(cachedProgram(sandbox.cacheDirectory, 'release', 'promtool', process.arch), 'half a program');
  expect(codesOf(await locateTools(options))).toEqual([undefined, 'TOOL_BROKEN', undefined]);
  expect(await provideTools(options)).toMatchObject([{ origin: 'cache' }, { origin: 'fetched' }, { origin: 'cache' }]);
});

test('does not admit what is too old', async () => {
  const old = makeReleases(join(sandbox.directory, 'old'), { version: '2.1.0' });
  await using server = await serveFiles(old.files);
  const reports = await provideTools(releaseOptions(sandbox, server.url, old));
  expect(codesOf(reports)).toEqual(['TOOL_TOO_OLD', 'TOOL_TOO_OLD', undefined]);
  expect(sandbox.cached()).toEqual(programs('node_exporter'));
});

test('takes the next source for what the first does not have, and tells both reasons', async () => {
  await using server = await serveFiles(fake.files);
  await using empty = await serve((_request, response) => response.writeHead(503).end());
  const first = createReleaseSource({ baseUrl: empty.url, releases: fake.releases, architecture: 'x64' });
  const options = releaseOptions(sandbox, server.url, fake);
  const reports = await provideTools({
    ...options,
    tools: ['prometheus', 'amtool'],
    sources: [first, ...(options.sources ?? [])],
  });
  expect(codesOf(reports)).toEqual([undefined, 'TOOL_UNPINNED']);
  expect(reports[1]?.problem?.message.match(/is not known/g)).toHaveLength(2);
});

async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
