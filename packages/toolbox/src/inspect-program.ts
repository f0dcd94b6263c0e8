/** Whether a file is the program it should be, and new enough. */
import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stats } from 'node:fs';
import { hasCode, messageOf, NinesError } from '@nines/kernel';
import { PARTS_SUFFIX } from './cache-directory.ts';
import { runProgram } from './run-program.ts';
import { TOOLS } from './tool.ts';
import type { ToolName } from './tool.ts';
import { isOlder, versionIn } from './version.ts';
import type { Fingerprint, VersionMemory } from './version-memory.ts';

/** These programs answer in some 50 ms; a machine that is overloaded may take its time. */
const ANSWER_TIMEOUT_MS = 10_000;

/**
 * The version of the program at `path`; undefined where there is no such file. Asks the program only where its answer
 * is not remembered.
 *
 * @throws NinesError `TOOL_BROKEN` where it does not run or is something else, `TOOL_TOO_OLD` below the minimum version
 * @throws `signal.reason` when the caller cancels
 */
export async function inspectProgram(
  name: ToolName,
  path: string,
  memory: VersionMemory,
  signal: AbortSignal,
): Promise<string | undefined> {
  const fingerprint = await fingerprintOf(path);
  if (fingerprint === undefined) return undefined;
  await access(path, constants.X_OK).catch(() => {
    throw broken(name, path, 'it is not executable');
  });
  let version = memory.recall(path, fingerprint);
  if (version === undefined) {
    version = await askVersion(name, path, signal);
    memory.remember(path, fingerprint, version);
  }
  const { minimumVersion } = TOOLS[name];
  if (!isOlder(version, minimumVersion)) return version;
  throw new NinesError('TOOL_TOO_OLD', `${path} is version ${version}; Nines needs ${minimumVersion} or newer`, {
    details: { tool: name, path, version, minimumVersion },
  });
}

/** Of a program with parts, the program proper counts too. Undefined where there is no such file. */
export async function fingerprintOf(path: string): Promise<Fingerprint | undefined> {
  const statIfThere = (file: string): Promise<Stats | undefined> => stat(file).catch(() => undefined);
  const file = await statIfThere(path);
  if (file?.isFile() !== true) return undefined;
  const part = await statIfThere(join(`${path}${PARTS_SUFFIX}`, 'program'));
  return {
    sizeBytes: file.size + (part?.size ?? 0),
    changedAtMs: Math.max(file.ctimeMs, part?.ctimeMs ?? 0),
  };
}

async function askVersion(name: ToolName, path: string, signal: AbortSignal): Promise<string> {
  const deadline = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  try {
    const limit = AbortSignal.any([signal, deadline]);
    const { exitCode, output } = await runProgram({
      program: path,
      args: ['--version'],
      environment: {},
      signal: limit,
    });
    const version = versionIn(output, TOOLS[name].program);
    if (exitCode === 0 && version !== undefined) return version;
    throw broken(
      name,
      path,
      exitCode === 0 ? 'it is another program' : `"--version" ends with ${exitCode ?? 'a signal'}`,
    );
  } catch (error) {
    signal.throwIfAborted();
    if (hasCode(error, 'TOOL_BROKEN')) throw error;
    throw broken(name, path, deadline.aborted ? 'it does not answer to "--version"' : messageOf(error));
  }
}

function broken(name: ToolName, path: string, why: string): NinesError {
  return new NinesError('TOOL_BROKEN', `${path} cannot be used as ${name}: ${why}`, { details: { tool: name, path } });
}
