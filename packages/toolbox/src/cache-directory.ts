/** Where fetched programs are kept, and how the place is laid out. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { SourceName } from './report.ts';
import { TOOLS } from './tool.ts';
import type { ToolName } from './tool.ts';

/** The cache's folder of each fetch under way starts with this. */
export const WORK_PREFIX = 'fetch-';

/**
 * `$XDG_CACHE_HOME/nines/tools`, or `~/.cache/nines/tools`. One cache serves all platforms of a user.
 *
 * @see XDG Base Directory Specification: a relative path in the variable is to be ignored
 */
export function defaultCacheDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const configured = environment['XDG_CACHE_HOME'];
  if (configured !== undefined && isAbsolute(configured)) return join(configured, 'nines', 'tools');
  const home = environment['HOME'];
  return join(home === undefined || !isAbsolute(home) ? homedir() : home, '.cache', 'nines', 'tools');
}

/** Where a fetched program lies; by architecture, since a home directory may be shared between machines. */
export function cachedProgram(
  cacheDirectory: string,
  source: SourceName,
  name: ToolName,
  architecture: string,
): string {
  return join(cacheDirectory, `${source}-${architecture}`, TOOLS[name].program);
}

/** What a program needs beside it lies in a folder called like it, with this; the `program` proper is in there too. */
export const PARTS_SUFFIX = '.d';

/** The file of remembered versions. */
export function versionsFile(cacheDirectory: string): string {
  return join(cacheDirectory, 'versions.json');
}
