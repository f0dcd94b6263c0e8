/** Sets of small files that are put in place one by one, each whole or not at all. */
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Files } from './rendered-parts.ts';

/** Secrets may be in any of them. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;
/** Directories in which something is tried out are called so, at their beginning. */
export const STAGING = '.staging-';
/** `.prometheus.yml.4711` */
const TEMPORARY = /^\..+\.\d+$/;

/** What is there now of the set that `like` names: its files, and further ones in directories where it has several. */
export async function readFiles(directory: string, like: Files): Promise<Files> {
  const names = new Set(like.keys());
  for (const folder of foldersOf(like)) {
    const found = await readdir(join(directory, folder)).catch(() => []);
    for (const name of found) if (name.endsWith('.json')) names.add(`${folder}/${name}`);
  }
  const contents = await Promise.all(
    [...names].map(
      async (name) => [name, await readFile(join(directory, name), 'utf8').catch(() => undefined)] as const,
    ),
  );
  return new Map(contents.flatMap(([name, content]) => (content === undefined ? [] : [[name, content]])));
}

/** Replaces each file that differs, the last of `files` last, then removes what is no longer part of the set. */
export async function replaceFiles(directory: string, files: Files, before: Files): Promise<void> {
  for (const [name, content] of files)
    if (before.get(name) !== content) await replaceFile(join(directory, name), content);
  for (const name of before.keys()) if (!files.has(name)) await rm(join(directory, name), { force: true });
}

/** Removes what a process that was killed left half done in these folders. */
export async function removeLeftovers(directory: string, folders: Iterable<string>): Promise<void> {
  for (const folder of folders) {
    const found = await readdir(join(directory, folder)).catch(() => []);
    const left = found.filter((name) => name.startsWith(STAGING) || TEMPORARY.test(name));
    for (const name of left) await rm(join(directory, folder, name), { recursive: true, force: true });
  }
}

/** Whether both are the same files with the same contents. */
export function sameFiles(one: Files, other: Files): boolean {
  return one.size === other.size && [...one].every(([name, content]) => other.get(name) === content);
}

/** A file is replaced by another one, not written over: whoever reads it sees the old one or the new one. */
async function replaceFile(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: DIRECTORY_MODE });
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    await writeFile(temporary, content, { mode: FILE_MODE });
    await chmod(temporary, FILE_MODE);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Folders that belong to the set as a whole: those in which it has more than its own configuration. */
function foldersOf(files: Files): ReadonlySet<string> {
  return new Set([...files.keys()].filter((name) => /\/(rules|targets)\//.test(name)).map((name) => dirname(name)));
}
