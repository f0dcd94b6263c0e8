/** What checking a catalog needs to know of the machine. Asked, never changed; each answer is immediate. */
export interface CatalogEnvironment {
  /**
   * Whether `command` (a name, or a path from `cwd`) can be executed.
   *
   * @param searchPath - directories looked at for a name before those of the machine's own PATH
   */
  commandExists(command: string, cwd: string, searchPath: readonly string[]): boolean;
  directoryExists(path: string): boolean;
  fileExists(path: string): boolean;
  /**
   * Absolute paths of the files that a glob leads to from `directory`, in the order of their names. Folders whose names
   * begin with a dot, and `node_modules`, are looked into only where the pattern names them.
   */
  filesMatching(pattern: string, directory: string): readonly string[];
  /** A file of at most `maxBytes`, as text without a byte order mark. */
  readText(file: string, maxBytes: number): TextRead;
  /** Value of an environment variable; an empty one counts as not provided. */
  variable(name: string): string | undefined;
  /** Absolute folder of the runbooks that come with Nines. */
  readonly productRunbooks: string;
}

export type TextRead = { readonly text: string } | { readonly fault: 'unreadable' | 'not-text' | 'too-large' };
