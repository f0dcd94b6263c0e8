import { join } from 'node:path';

/**
 * Where a program named without a slash is looked for before PATH, as npm does for its scripts.
 *
 * @param directory - the catalog's
 * @param cwd - the service's working directory
 * @see npm documentation, "scripts", section "Environment", "path"
 */
export function commandSearchPath(directory: string, cwd: string): readonly string[] {
  return [...new Set([join(cwd, 'node_modules', '.bin'), join(directory, 'node_modules', '.bin')])];
}
