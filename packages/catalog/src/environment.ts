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
  /** Value of an environment variable; an empty one counts as not provided. */
  variable(name: string): string | undefined;
  /** Absolute folder of the runbooks that come with Nines. */
  readonly productRunbooks: string;
}
