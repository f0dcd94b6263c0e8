/** A machine for tests on which everything is there except what a test takes away. */
import type { CatalogEnvironment, TextRead } from './environment.ts';

export interface FakeMachine {
  readonly missingCommands?: readonly string[];
  /** Absolute. */
  readonly missingDirectories?: readonly string[];
  /** Absolute. */
  readonly missingFiles?: readonly string[];
  /** Texts of files by absolute path, for patterns with at most one `*`. */
  readonly documents?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

export function fakeEnvironment(machine: FakeMachine = {}): CatalogEnvironment {
  const { missingCommands = [], missingDirectories = [], missingFiles = [], documents = {}, variables = {} } = machine;
  return {
    commandExists: (command) => !missingCommands.includes(command),
    directoryExists: (path) => !missingDirectories.includes(path),
    fileExists: (path) => !missingFiles.includes(path),
    filesMatching: (pattern, directory) => {
      const [start = '', end] = `${directory}/${pattern}`.split('*');
      const leadsTo = (file: string): boolean =>
        end === undefined ? file === start : file.startsWith(start) && file.endsWith(end);
      return Object.keys(documents).filter(leadsTo).sort();
    },
    readText: (file, maxBytes) => readText(documents[file], maxBytes),
    variable: (name) => variables[name],
    productRunbooks: '/nines/runbooks',
  };
}

function readText(text: string | undefined, maxBytes: number): TextRead {
  if (text === undefined) return { fault: 'unreadable' };
  if (text.length > maxBytes) return { fault: 'too-large' };
  return text.includes('\0') ? { fault: 'not-text' } : { text };
}
