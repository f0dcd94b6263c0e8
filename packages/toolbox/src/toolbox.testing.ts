/** What the tests of this package share: a cache of its own, programs that are two lines of shell, a release server. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProvideOptions } from './provide-tools.ts';
import { createReleaseSource } from './release-source.ts';
import { RELEASES } from './releases.ts';
import type { Release } from './releases.ts';
import type { Product } from './tool.ts';

export interface Sandbox extends Disposable {
  readonly directory: string;
  readonly cacheDirectory: string;
  /** A folder for programs that are "installed". */
  readonly bin: string;
  /** Names of all files in the cache but the remembered versions. */
  cached(): string[];
}

export function createSandbox(): Sandbox {
  const directory = mkdtempSync(join(tmpdir(), 'nines-toolbox-'));
  const cacheDirectory = join(directory, 'cache');
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  return {
    directory,
    cacheDirectory,
    bin,
    cached: () => {
      const entries = readdirSync(cacheDirectory, { recursive: true, withFileTypes: true });
      const names = entries.map(({ parentPath, name }) => join(parentPath, name).slice(cacheDirectory.length + 1));
      return names.filter((name) => name !== 'versions.json' && name !== `release-${process.arch}`).toSorted();
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A program that answers to `--version` and says so in a file beside it. */
export function writeProgram(path: string, program: string, version: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho asked >> "$0.asked"\necho '${program}, version ${version} (branch: x)'\n`);
  chmodSync(path, 0o755);
}

/** How often a program was asked for its version where it lies now. */
export function timesAsked(path: string): number {
  try {
    return readFileSync(`${path}.asked`, 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}

export interface FakeReleases {
  readonly releases: Readonly<Record<Product, Release>>;
  /** Content by path. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Archives of Prometheus and of the node exporter as GitHub has them; the others are not pinned. */
export function makeReleases(directory: string, { version = '3.9.1', ballastBytes = 0 } = {}): FakeReleases {
  const files = new Map<string, Buffer>();
  const pin = (product: Product, programs: readonly string[], pinned: string): Release => {
    const base = `${product}-${pinned}.linux-amd64`;
    for (const program of programs) writeProgram(join(directory, base, program), program, pinned);
    writeFileSync(join(directory, base, 'LICENSE'), ballast(ballastBytes));
    const archive = join(directory, `${base}.tar.gz`);
    execFileSync('tar', ['-czf', archive, '-C', directory, base]);
    const content = readFileSync(archive);
    files.set(`/prometheus/${product}/releases/download/v${pinned}/${base}.tar.gz`, content);
    return {
      owner: 'prometheus',
      version: pinned,
      sha256: { x64: createHash('sha256').update(content).digest('hex') },
    };
  };
  const unpinned = Object.fromEntries(
    Object.entries(RELEASES).map(([product, release]) => [product, { ...release, sha256: {} }]),
  ) as Record<Product, Release>;
  const releases = {
    ...unpinned,
    prometheus: pin('prometheus', ['prometheus', 'promtool'], version),
    node_exporter: pin('node_exporter', ['node_exporter'], '1.9.9'),
  };
  return { releases, files };
}

/** Something that does not compress, the same every time. */
function ballast(bytes: number): Buffer {
  let block = createHash('sha512').update('ballast').digest();
  const blocks: Buffer[] = [];
  for (let length = 0; length < bytes; length += block.length) {
    blocks.push(block);
    block = createHash('sha512').update(block).digest();
  }
  return Buffer.concat(blocks);
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: string[];
}

export async function serve(listener: RequestListener): Promise<TestServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Serves the archives as they are. */
export function serveFiles(files: ReadonlyMap<string, Buffer>): Promise<TestServer> {
  return serve((request, response) => {
    const content = files.get(request.url ?? '');
    response.statusCode = content === undefined ? 404 : 200;
    response.end(content);
  });
}

/** Options of a fetch that knows official releases only. */
export function releaseOptions(sandbox: Sandbox, baseUrl: string, { releases }: FakeReleases): ProvideOptions {
  const { bin, cacheDirectory } = sandbox;
  return {
    environment: { PATH: `${bin}:/usr/bin:/bin` },
    cacheDirectory,
    tools: ['prometheus', 'promtool', 'node-exporter'],
    signal: new AbortController().signal,
    sources: [createReleaseSource({ baseUrl, releases, architecture: 'x64', stallMs: 2_000 })],
    platform: { system: 'linux', architecture: 'x64' },
  };
}
