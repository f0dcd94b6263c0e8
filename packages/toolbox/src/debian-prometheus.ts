/**
 * Debian's Prometheus without installing it.
 *
 * Debian took the pages out of the program: it reads them from `/usr/share/prometheus/web`, whose scripts and fonts are
 * links to other packages. An option names another folder, so a wrapper starts it with one that has them all.
 */
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { PARTS_SUFFIX } from './cache-directory.ts';

const PAGES = 'usr/share/prometheus/web';

const WRAPPER = `#!/bin/sh
exec "$0${PARTS_SUFFIX}/program" --web.local-assets="$0${PARTS_SUFFIX}/web" "$@"
`;

/**
 * Makes the program of an unpacked package independent of where it lies. Its folder of parts is there in any case: one
 * without it was fetched before pages were kept. @see lacksPages
 *
 * @param root - folder that the package was unpacked to, and the packages of its scripts and fonts
 * @returns path of the wrapper; of the program as it is where the package has no pages outside of it
 */
export async function detachPrometheus(root: string): Promise<string> {
  const program = join(root, 'usr/bin/prometheus');
  const parts = `${program}${PARTS_SUFFIX}`;
  await mkdir(parts, { recursive: true });
  if (!existsSync(join(root, PAGES))) return program;
  await copyPages(join(root, PAGES), join(parts, 'web'));
  await rename(program, join(parts, 'program'));
  await writeFile(program, WRAPPER);
  for (const file of [program, join(parts, 'program')]) await chmod(file, 0o755); // whatever the umask
  return program;
}

/** Whether a Prometheus of Debian's that was fetched earlier cannot show its pages. */
export function lacksPages(program: string): boolean {
  return !existsSync(`${program}${PARTS_SUFFIX}`);
}

/** Of linked folders only what is named: one package alone has 200 MB of time zones that no page asks for. */
async function copyPages(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const own = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const named = await Promise.all(own.map((file) => namedIn(file, from)));
  const found = [...new Set([...own, ...named.flat()])].filter((file) => existsSync(file));
  for (const file of found) await cp(file, join(to, relative(from, file)), { dereference: true });
}

/** The files that a page or a style refers to. */
async function namedIn(file: string, pages: string): Promise<readonly string[]> {
  const [pattern, base] = file.endsWith('.html')
    ? [/\/static\/([^"'?]+)/g, join(pages, 'static')]
    : [/url\(["']?([^"')?#:]+)/g, dirname(file)];
  if (!/\.(?:html|css)$/.test(file)) return [];
  const text = await readFile(file, 'utf8');
  return [...text.matchAll(pattern)].map(([, name = '']) => join(base, name));
}
