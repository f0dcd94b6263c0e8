/**
 * Debian's Alertmanager without installing it.
 *
 * Debian took the message templates out of the program: it reads them from `/usr/share/prometheus/alertmanager`, and
 * does not start where they are not. No option changes that, so the path inside the program becomes one of the same
 * length that means its working directory, and a wrapper starts it in the folder that has the templates.
 */
import { chmod, cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PROGRAM = 'prometheus-alertmanager';
const FOLDER = 'alertmanager-files';
const COMPILED_IN = '/usr/share/prometheus/alertmanager';

const WRAPPER = `#!/bin/sh
# It looks for its templates in its working directory: paths given to it have to be absolute.
cd "\${0%/*}/${FOLDER}" && exec ./${PROGRAM} "$@"
`;

/**
 * Moves the program of an extracted package to `target/alertmanager`, with what it needs beside it.
 *
 * @param root folder that the package was extracted to
 * @param target an existing folder on the same file system
 */
export async function installDebianAlertmanager(root: string, target: string): Promise<void> {
  const source = join(root, COMPILED_IN);
  const folder = join(target, FOLDER);
  const program = await readFile(join(root, 'usr/bin', PROGRAM));
  await writeFile(join(source, PROGRAM), relocate(program, COMPILED_IN), { mode: 0o755 });
  await writeFile(join(source, 'wrapper'), WRAPPER);
  await chmod(join(source, 'wrapper'), 0o755); // whatever the umask
  await rm(folder, { recursive: true, force: true });
  await cp(source, folder, { recursive: true, dereference: true });
  await rename(join(folder, 'wrapper'), join(target, 'alertmanager'));
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
