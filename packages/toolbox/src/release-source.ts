/** The projects' own releases: an archive each, pinned by version and SHA-256, unpacked by the system's tar. */
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, NinesError } from '@nines/kernel';
import { downloadFile } from './download-file.ts';
import { RELEASES } from './releases.ts';
import type { Release } from './releases.ts';
import { runProgram } from './run-program.ts';
import type { FetchContext, ToolSource } from './source.ts';
import { TOOLS } from './tool.ts';
import type { Product, ToolName } from './tool.ts';
import { asToolError, diskFull } from './tool-error.ts';
import { withoutCredentials } from './without-credentials.ts';

export interface ReleaseSourceOptions {
  /** Laid out like GitHub; a mirror may need credentials in it, which are never shown. @defaultValue https://github.com */
  readonly baseUrl?: string;
  /** @defaultValue the pinned ones */
  readonly releases?: Readonly<Record<Product, Release>>;
  /** Longest silence of the server, ms. @defaultValue 20_000 */
  readonly stallMs?: number;
  /** Node's name of the architecture. @defaultValue this machine's */
  readonly architecture?: string;
}

/** What Go's projects call an architecture, by Node's name of it. */
const GO_ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

export function createReleaseSource(options: ReleaseSourceOptions = {}): ToolSource {
  const settings = {
    baseUrl: options.baseUrl ?? 'https://github.com',
    releases: options.releases ?? RELEASES,
    stallMs: options.stallMs ?? 20_000,
    architecture: options.architecture ?? process.arch,
  };
  return {
    name: 'release',
    title: 'official release',
    fetch: async (tools, context) => {
      const fetched = new Map<ToolName, string | NinesError>();
      const fetchOne = async (product: Product): Promise<void> => {
        const wanted = tools.filter((name) => TOOLS[name].product === product);
        const folder = await fetchProduct(product, wanted, settings, context);
        for (const name of wanted) {
          fetched.set(name, typeof folder === 'string' ? join(folder, TOOLS[name].program) : folder);
        }
      };
      // All at once: where nobody answers, that is waited for once.
      await Promise.all([...new Set(tools.map((name) => TOOLS[name].product))].map(fetchOne));
      return fetched;
    },
  };
}

/** The folder of the unpacked programs, or what went wrong with this archive. */
async function fetchProduct(
  product: Product,
  tools: readonly ToolName[],
  settings: Required<ReleaseSourceOptions>,
  context: FetchContext,
): Promise<string | NinesError> {
  const { owner, version, sha256 } = settings.releases[product];
  const sum = sha256[settings.architecture];
  if (sum === undefined) return unpinned(product, version, settings.architecture);
  const base = `${product}-${version}.linux-${GO_ARCHITECTURES[settings.architecture] ?? settings.architecture}`;
  const url = new URL(settings.baseUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${owner}/${product}/releases/download/v${version}/${base}.tar.gz`;
  const archive = join(context.directory, `${base}.tar.gz`);
  const folder = join(context.directory, base);
  context.progress(`fetching ${product} ${version} from ${url.host}…`);
  try {
    await mkdir(folder);
    await downloadFile(url, archive, sum, { ...context, stallMs: settings.stallMs });
    const members = tools.map((name) => `${base}/${TOOLS[name].program}`);
    await unpack(archive, folder, members, context);
    await rm(archive);
    for (const name of tools) await chmod(join(folder, TOOLS[name].program), 0o755);
    return folder;
  } catch (error) {
    context.signal.throwIfAborted();
    return asToolError(error, context.directory);
  }
}

async function unpack(
  archive: string,
  folder: string,
  members: readonly string[],
  { environment, signal, directory }: FetchContext,
): Promise<void> {
  // -o: whoever owned the files where they were packed must not own them here, where root may be unpacking.
  const args = ['-xzof', archive, '-C', folder, '--strip-components=1', ...members];
  const run = { program: 'tar', args, signal, environment: { ...environment, LC_ALL: 'C' } };
  const { exitCode, output } = await runProgram(run).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
    throw new NinesError('TOOL_FETCH_FAILED', 'there is no tar on PATH to unpack releases with; install it');
  });
  if (exitCode === 0) return;
  if (/no space left on device/i.test(output)) throw diskFull(directory);
  const said = withoutCredentials(output).trim().split('\n')[0] ?? '';
  throw new NinesError('TOOL_FETCH_FAILED', `${archive} cannot be unpacked: ${said}`);
}

function unpinned(product: Product, version: string, architecture: string): NinesError {
  return new NinesError(
    'TOOL_UNPINNED',
    `the checksum of ${product} ${version} for ${architecture} is not known, so it is not fetched; install it on PATH`,
    { details: { product, version, architecture } },
  );
}
