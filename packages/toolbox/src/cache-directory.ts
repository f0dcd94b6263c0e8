/** Where fetched programs are kept. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

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
