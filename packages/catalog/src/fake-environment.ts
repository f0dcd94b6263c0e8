/** A machine for tests on which everything is there except what a test takes away. */
import type { CatalogEnvironment } from './environment.ts';

export interface FakeMachine {
  readonly missingCommands?: readonly string[];
  /** Absolute. */
  readonly missingDirectories?: readonly string[];
  /** Absolute. */
  readonly missingFiles?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

export function fakeEnvironment(machine: FakeMachine = {}): CatalogEnvironment {
  const { missingCommands = [], missingDirectories = [], missingFiles = [], variables = {} } = machine;
  return {
    commandExists: (command) => !missingCommands.includes(command),
    directoryExists: (path) => !missingDirectories.includes(path),
    fileExists: (path) => !missingFiles.includes(path),
    variable: (name) => variables[name],
    productRunbooks: '/nines/runbooks',
  };
}
