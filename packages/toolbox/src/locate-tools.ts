/** Finding the tools without fetching anything. */
import { delimiter, isAbsolute, join } from 'node:path';
import { NinesError } from '@nines/kernel';
import { cachedProgram, versionsFile } from './cache-directory.ts';
import { lacksPages } from './debian-prometheus.ts';
import { inspectProgram } from './inspect-program.ts';
import { missing } from './report.ts';
import type { SourceName, ToolOrigin, ToolReport } from './report.ts';
import { TOOL_NAMES, TOOLS } from './tool.ts';
import type { ToolName } from './tool.ts';
import { VersionMemory } from './version-memory.ts';

export interface LocateOptions {
  /** PATH is searched; where something is fetched, it goes through the proxies named here (`https_proxy`, …). */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute; made where it is missing. @see defaultCacheDirectory */
  readonly cacheDirectory: string;
  /** @defaultValue all */
  readonly tools?: readonly ToolName[];
  readonly signal: AbortSignal;
}

interface Candidate {
  readonly path: string;
  readonly origin: ToolOrigin;
  readonly source: SourceName | undefined;
}

const SOURCES: readonly SourceName[] = ['debian', 'release'];

/**
 * Where each tool is: on PATH, else in the cache. Programs that are broken or too old are passed over.
 *
 * Each binary is asked for its version once; after that this takes milliseconds and starts nothing.
 *
 * @returns a report per tool, in the order asked for; `problem` of the missing ones is `TOOL_NOT_FOUND`, `TOOL_BROKEN`
 * or `TOOL_TOO_OLD`
 * @throws `signal.reason` when the caller cancels
 */
export async function locateTools(options: LocateOptions): Promise<ToolReport[]> {
  const memory = await VersionMemory.load(versionsFile(options.cacheDirectory));
  const names = options.tools ?? TOOL_NAMES;
  const reports = await Promise.all(names.map((name) => locate(name, options, memory)));
  await memory.save();
  return reports;
}

async function locate(name: ToolName, options: LocateOptions, memory: VersionMemory): Promise<ToolReport> {
  let problem: NinesError | undefined;
  for (const candidate of candidatesFor(name, options)) {
    try {
      const version = await inspectProgram(name, candidate.path, memory, options.signal);
      if (version === undefined) continue;
      if (name === 'prometheus' && candidate.source === 'debian' && lacksPages(candidate.path)) {
        problem ??= withoutPages(candidate.path);
        continue;
      }
      return { name, ...candidate, version, problem: undefined };
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof NinesError)) throw error;
      problem ??= error;
    }
  }
  return missing(name, problem ?? notFound(name, options.cacheDirectory));
}

function candidatesFor(name: ToolName, { environment, cacheDirectory }: LocateOptions): Candidate[] {
  const { program, debianProgram } = TOOLS[name];
  const files = [...new Set([program, debianProgram])];
  // A relative folder in PATH means something else wherever one stands.
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const installed = folders.flatMap((folder) => files.map((file) => join(folder, file)));
  return [
    ...installed.map((path): Candidate => ({ path, origin: 'path', source: undefined })),
    ...SOURCES.map((source): Candidate => {
      return { path: cachedProgram(cacheDirectory, source, name, process.arch), origin: 'cache', source };
    }),
  ];
}

function withoutPages(path: string): NinesError {
  const message = `${path} was fetched without its pages; "nines up" fetches it anew`;
  return new NinesError('TOOL_BROKEN', message, { details: { tool: 'prometheus', path } });
}

function notFound(name: ToolName, cacheDirectory: string): NinesError {
  const { program, debianPackage } = TOOLS[name];
  return new NinesError(
    'TOOL_NOT_FOUND',
    `${name} is neither on PATH nor in ${cacheDirectory}; "nines up" fetches it, or install the package ${debianPackage}`,
    { details: { tool: name, program } },
  );
}
