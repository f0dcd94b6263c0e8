/** `CatalogEnvironment` on the machine this process runs on. */
import { isUtf8 } from 'node:buffer';
import { accessSync, constants, globSync, readFileSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { basename, delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CatalogEnvironment, TextRead } from './environment.ts';

/** Where other people's files are. */
const PACKAGES = 'node_modules';

/** @param variables - the process' environment; `PATH` among them is where commands are looked for last */
export function nodeCatalogEnvironment(variables: Readonly<Record<string, string | undefined>>): CatalogEnvironment {
  const path = (variables['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  // A thousand services start the same few programs: ask the disk once for each.
  const executables = new Map<string, boolean>();
  const canExecute = (file: string): boolean => {
    const known = executables.get(file) ?? isExecutable(file);
    executables.set(file, known);
    return known;
  };
  return {
    commandExists: (command, cwd, searchPath) =>
      command.includes('/')
        ? canExecute(resolve(cwd, command))
        : [...searchPath, ...path].some((directory) => canExecute(join(directory, command))),
    directoryExists: (directory) => statOf(directory)?.isDirectory() ?? false,
    fileExists: isFile,
    filesMatching,
    readText,
    variable: (name) => variables[name],
    productRunbooks: productRunbooks(),
  };
}

/** In a checkout at its root; in an installed package beside the folder of bundled JavaScript. */
function productRunbooks(): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith('.ts') ? '../../../runbooks' : '../runbooks', here));
}

function filesMatching(pattern: string, directory: string): readonly string[] {
  const named = resolve(directory, pattern);
  if (isFile(named)) return [named]; // also where its name could be read as a glob
  const passesBy = pattern.split('/').includes(PACKAGES) ? () => false : (path: string) => basename(path) === PACKAGES;
  const found = globSync(pattern, { cwd: directory, exclude: passesBy });
  return found
    .map((path) => resolve(directory, path))
    .filter(isFile)
    .sort();
}

function readText(file: string, maxBytes: number): TextRead {
  // Asked first: opening a pipe would wait for a writer for ever.
  const status = statOf(file);
  if (status?.isFile() !== true) return { fault: 'unreadable' };
  if (status.size > maxBytes) return { fault: 'too-large' };
  try {
    const bytes = readFileSync(file);
    if (!isUtf8(bytes) || bytes.includes(0)) return { fault: 'not-text' };
    return { text: bytes.toString('utf8').replace(/^\uFEFF/, '') };
  } catch {
    return { fault: 'unreadable' };
  }
}

/** Not there, or behind a folder that may not be entered: for the caller the same. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function isFile(path: string): boolean {
  return statOf(path)?.isFile() ?? false;
}

function isExecutable(path: string): boolean {
  if (!isFile(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
