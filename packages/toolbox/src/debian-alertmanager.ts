/**
 * Debian's Alertmanager without installing it.
 *
 * Debian took the message templates out of the program: it reads them from `/usr/share/prometheus/alertmanager`, and
 * does not start where they are not. No option changes that, so the path inside the program becomes one of the same
 * length that means its working directory, and a wrapper starts it in the folder that has the templates.
 */
import { existsSync } from 'node:fs';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PARTS_SUFFIX } from './cache-directory.ts';

const COMPILED_IN = '/usr/share/prometheus/alertmanager';

const WRAPPER = `#!/bin/sh
# It looks for its templates in its working directory: paths given to it have to be absolute.
cd "$0${PARTS_SUFFIX}" && exec ./program "$@"
`;

/**
 * Makes the program of an unpacked package independent of where it lies.
 *
 * @param root - folder that the package was unpacked to
 * @returns path of the wrapper, whose parts are beside it; of the program as it is where the package has no such files
 */
export async function detachAlertmanager(root: string): Promise<string> {
  const packaged = join(root, 'usr/bin/prometheus-alertmanager');
  if (!existsSync(join(root, COMPILED_IN))) return packaged;
  const wrapper = join(root, 'usr/bin/alertmanager');
  const parts = `${wrapper}${PARTS_SUFFIX}`;
  const program = relocate(await readFile(packaged), COMPILED_IN);
  await rename(join(root, COMPILED_IN), parts);
  await writeFile(join(parts, 'program'), program);
  await writeFile(wrapper, WRAPPER);
  for (const file of [wrapper, join(parts, 'program')]) await chmod(file, 0o755); // whatever the umask
  return wrapper;
}

/**
 * The program with every occurrence of an absolute path replaced by as many bytes that mean "here". Other text that
 * begins with the path, as that of a subfolder, keeps its meaning relative to it.
 */
export function relocate(program: Buffer, path: string): Buffer {
  const here = './'.repeat(path.length).slice(0, path.length);
  const relocated = Buffer.from(program);
  for (let at = relocated.indexOf(path); at >= 0; at = relocated.indexOf(path, at)) relocated.write(here, at, 'latin1');
  return relocated;
}
