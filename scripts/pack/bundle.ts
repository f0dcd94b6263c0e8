/**
 * The published form of `nines`: JavaScript without types, in which the workspace's packages are bundled and those of
 * the registry are not.
 */
import { copyFile, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { Metafile, Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '..', '..');

const ENTRY_POINTS = {
  main: 'apps/cli/src/main.ts',
  supervisor: 'apps/supervisor/src/main.ts',
  mesh: 'apps/mesh/src/main.ts',
  certificates: 'apps/certificates/src/main.ts',
  server: 'apps/server/src/main.ts',
};

/** What a bundle consists of. */
export interface Bundle {
  /** Names of packages that it imports at run time, sorted. */
  readonly packages: readonly string[];
  /** Shell files and the like that lie beside the code, by file name. */
  readonly assets: readonly string[];
}

/**
 * Bundles command line, supervisor and mesh into `directory`, which is emptied first.
 *
 * Files that code finds by `new URL('name', import.meta.url)` are copied beside the bundle. All output is in one
 * directory, so such a name stays right wherever the code ends up.
 */
export async function bundle(directory: string): Promise<Bundle> {
  await rm(directory, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRY_POINTS,
    outdir: directory,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    keepNames: true,
    metafile: true,
    logLevel: 'warning',
    plugins: [registryPackagesOutside],
  });
  const assets = await findAssets(Object.keys(metafile.inputs));
  for (const asset of assets) await copyFile(asset, join(directory, basename(asset)));
  return { packages: packagesOf(metafile), assets: assets.map((asset) => basename(asset)) };
}

const registryPackagesOutside: Plugin = {
  name: 'registry packages stay outside',
  setup: (setup) => {
    setup.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || path.startsWith('@nines/')) return undefined;
      return { path, external: true };
    });
  },
};

/** `@scope/name/deep` -> `@scope/name`, `name/deep` -> `name`; modules of Node itself left out. */
function packagesOf(metafile: Metafile): readonly string[] {
  const paths = Object.values(metafile.outputs).flatMap((output) => output.imports.filter((entry) => entry.external));
  const names = paths
    .filter(({ path }) => !path.startsWith('node:'))
    .map(({ path }) => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path);
  return [...new Set(names)].toSorted();
}

async function findAssets(sources: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const source of sources) {
    const text = await readFile(join(ROOT, source), 'utf8');
    for (const [, name = ''] of text.matchAll(/new URL\('([^'$]+)', import\.meta\.url\)/g)) {
      const path = join(ROOT, dirname(source), name);
      if (join(dirname(path), basename(name)) !== join(ROOT, dirname(source), basename(name))) {
        throw new Error(
          `${source}: "${name}" must lie beside the file that refers to it, to be found in the bundle too`,
        );
      }
      found.add(path);
    }
  }
  const assets = [...found];
  const twice = assets.find((asset) => assets.some((other) => other !== asset && basename(other) === basename(asset)));
  if (twice !== undefined) throw new Error(`Two files are called ${basename(twice)}; the bundle has room for one`);
  return assets;
}
