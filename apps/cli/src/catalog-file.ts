/** Which catalog a command is about. */
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { NinesError } from '@nines/kernel';
import type { Invocation } from './command.ts';

const NAME = 'nines.yaml';

/**
 * The file of `--file` (a folder means the nines.yaml in it), else the nearest nines.yaml here or above.
 *
 * @throws NinesError `CLI_INVALID_INPUT` where there is none
 */
export async function findCatalogFile(invocation: Pick<Invocation, 'options' | 'directory'>): Promise<string> {
  const asked = invocation.options['file'];
  if (typeof asked === 'string') return askedFile(resolve(invocation.directory, asked));
  for (let directory = invocation.directory; ; directory = dirname(directory)) {
    const file = join(directory, NAME);
    if ((await kindOf(file)) === 'file') return file;
    if (directory === dirname(directory)) break;
  }
  throw new NinesError(
    'CLI_INVALID_INPUT',
    `no ${NAME} in ${invocation.directory} or a folder above; name one with --file`,
  );
}

async function askedFile(path: string): Promise<string> {
  const kind = await kindOf(path);
  if (kind === 'file') return path;
  if (kind === 'directory') return askedFile(join(path, NAME));
  throw new NinesError('CLI_INVALID_INPUT', `${path} does not exist; --file takes a ${NAME} or its folder`);
}

async function kindOf(path: string): Promise<'file' | 'directory' | 'absent'> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 'absent';
  return found.isDirectory() ? 'directory' : 'file';
}
