/** `CatalogEnvironment` on the machine this process runs on. */
import { accessSync, constants, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CatalogEnvironment } from './environment.ts';

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
    variable: (name) => variables[name],
    productRunbooks: productRunbooks(),
  };
}

/** In a checkout at its root; in an installed package beside the folder of bundled JavaScript. */
function productRunbooks(): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith('.ts') ? '../../../runbooks' : '../runbooks', here));
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
