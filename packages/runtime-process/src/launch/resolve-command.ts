/** Whether a command can be executed at all, found out before anything is started. */
import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { NinesError } from '@nines/kernel';

/** Where the C library and the shell look when `PATH` is not set. */
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * Finds the file that would be executed.
 *
 * @param name first word of the command: a path (absolute or from `cwd`) or a name looked up on `path`
 * @throws NinesError `RUNTIME_START_FAILED` if `cwd` is not a directory, or no executable file is found
 */
export function resolveCommand(name: string, cwd: string, path = DEFAULT_PATH): string {
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new NinesError(
      'RUNTIME_START_FAILED',
      `working directory ${cwd} does not exist; correct "cwd" or create it`,
      { details: { cwd } },
    );
  }
  const candidates = name.includes('/')
    ? [resolve(cwd, name)]
    : path.split(':').map((directory) => resolve(cwd, directory, name));
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  const place = name.includes('/') ? `is not an executable file (looked for ${resolve(cwd, name)})` : 'is not on PATH';
  throw new NinesError('RUNTIME_START_FAILED', `command "${name}" ${place}; install it or correct "command"`, {
    details: { name, cwd },
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
