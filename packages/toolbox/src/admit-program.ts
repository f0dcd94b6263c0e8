/** The gate of the cache: what passes is whole, runs, is new enough, and is on disk. */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { NinesError } from '@nines/kernel';
import { cachedProgram, PARTS_SUFFIX } from './cache-directory.ts';
import { fingerprintOf, inspectProgram } from './inspect-program.ts';
import { missing } from './report.ts';
import type { SourceName, ToolReport } from './report.ts';
import type { ToolName } from './tool.ts';
import { asToolError } from './tool-error.ts';
import type { VersionMemory } from './version-memory.ts';

export interface Admission {
  readonly name: ToolName;
  /** Where the fetched program lies; in the cache's file system. */
  readonly file: string;
  readonly source: SourceName;
  readonly cacheDirectory: string;
  readonly memory: VersionMemory;
  readonly signal: AbortSignal;
}

/**
 * Tries a fetched program and moves it to its place, over a broken one that may be there.
 *
 * @throws `signal.reason` when the caller cancels
 */
export async function admitProgram(admission: Admission): Promise<ToolReport> {
  const { name, file, source, cacheDirectory, memory, signal } = admission;
  try {
    const version = await inspectProgram(name, file, memory, signal);
    if (version === undefined) throw new NinesError('TOOL_BROKEN', `what was fetched for ${name} does not contain it`);
    memory.forget(file);
    const path = cachedProgram(cacheDirectory, source, name, process.arch);
    await mkdir(dirname(path), { recursive: true });
    await placeParts(file, path);
    await flush(file);
    await rename(file, path);
    await flush(dirname(path));
    const fingerprint = await fingerprintOf(path);
    if (fingerprint !== undefined) memory.remember(path, fingerprint, version);
    return { name, path, origin: 'fetched', source, version, problem: undefined };
  } catch (error) {
    signal.throwIfAborted();
    return missing(name, asToolError(error, cacheDirectory));
  }
}

/** Parts go first: until the program follows, nothing refers to them. */
async function placeParts(file: string, path: string): Promise<void> {
  const parts = `${file}${PARTS_SUFFIX}`;
  const names = await readdir(parts, { recursive: true }).catch(() => undefined);
  if (names === undefined) return;
  for (const name of names) await flush(join(parts, name));
  await flush(parts);
  await rm(`${path}${PARTS_SUFFIX}`, { recursive: true, force: true });
  await rename(parts, `${path}${PARTS_SUFFIX}`);
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
