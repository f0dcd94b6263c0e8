/** Finding the tools, and fetching those that are not there. */
import { access, constants, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { NinesError } from '@nines/kernel';
import { admitProgram } from './admit-program.ts';
import { versionsFile, WORK_PREFIX } from './cache-directory.ts';
import { createReleaseSource } from './release-source.ts';
import { debianSource, isDebianLike } from './debian-source.ts';
import { takeFetchLock } from './fetch-lock.ts';
import { locateTools } from './locate-tools.ts';
import type { LocateOptions } from './locate-tools.ts';
import { missing } from './report.ts';
import type { ToolReport } from './report.ts';
import type { ToolSource } from './source.ts';
import { asToolError } from './tool-error.ts';
import type { ToolName } from './tool.ts';
import { VersionMemory } from './version-memory.ts';

export interface ProvideOptions extends LocateOptions {
  /** Told in words what is being done: `fetching prometheus from Debian…`. */
  readonly progress?: (message: string) => void;
  /** Budget for all fetching together, ms, waiting for another process's fetch included. @defaultValue 300_000 */
  readonly timeoutMs?: number;
  /** A mirror of the official releases, laid out like GitHub; credentials in it are never shown. */
  readonly releaseBaseUrl?: string;
  /** Tried in this order. @defaultValue Debian's packages where there is apt, then official releases */
  readonly sources?: readonly ToolSource[];
  /** @defaultValue this machine's */
  readonly platform?: { readonly system: string; readonly architecture: string };
}

type Fetch = Required<Omit<ProvideOptions, 'releaseBaseUrl'>>;

/**
 * Locates the tools and fetches into the cache what is missing. What fails for one tool hinders no other, and nothing
 * that is not whole is ever found in the cache, whenever a fetch is killed.
 *
 * @returns a report per tool, in the order asked for. `problem.code` of one that cannot be had: `TOOL_NETWORK`,
 * `TOOL_TIMED_OUT`, `TOOL_SERVER_REFUSED`, `TOOL_TRUNCATED`, `TOOL_CHECKSUM`, `TOOL_UNPINNED`, `TOOL_NOT_PACKAGED`,
 * `TOOL_DISK_FULL`, `TOOL_CACHE_UNWRITABLE`, `TOOL_BROKEN`, `TOOL_TOO_OLD`, `TOOL_UNSUPPORTED_PLATFORM`,
 * `TOOL_FETCH_FAILED`
 * @throws `signal.reason` when the caller cancels
 */
export async function provideTools(options: ProvideOptions): Promise<ToolReport[]> {
  const located = await locateTools(options);
  const wanted = namesMissingIn(located);
  if (wanted.length === 0) return located;
  const platform = options.platform ?? { system: process.platform, architecture: process.arch };
  const { timeoutMs = 300_000, progress = () => undefined } = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  const fetch: Fetch = {
    ...options,
    tools: wanted,
    platform,
    timeoutMs,
    progress,
    sources: options.sources ?? (await defaultSources(options)),
    signal: AbortSignal.any([options.signal, deadline]),
  };
  const fetched = await fetchMissing(fetch).catch((error: unknown) => {
    options.signal.throwIfAborted();
    const problem = deadline.aborted ? timedOut(timeoutMs) : asToolError(error, options.cacheDirectory);
    return wanted.map((name) => missing(name, problem));
  });
  return located.map((report) => fetched.find(({ name }) => name === report.name) ?? report);
}

async function fetchMissing(fetch: Fetch): Promise<ToolReport[]> {
  checkPlatform(fetch.platform);
  const { cacheDirectory, signal, progress } = fetch;
  await mkdir(cacheDirectory, { recursive: true });
  await using _lock = await takeFetchLock(
    cacheDirectory,
    () => progress('waiting for another process that is fetching…'),
    signal,
  );
  await removeLeftovers(cacheDirectory);
  const located = await locateTools(fetch); // by the one that was waited for
  const fetched = await fetchFromSources({ ...fetch, tools: namesMissingIn(located) });
  return located.map((report) => fetched.get(report.name) ?? report);
}

async function fetchFromSources(fetch: Fetch): Promise<ReadonlyMap<ToolName, ToolReport>> {
  const memory = await VersionMemory.load(versionsFile(fetch.cacheDirectory));
  const reports = new Map<ToolName, ToolReport>();
  for (const source of fetch.sources) {
    const wanted = fetch.tools.filter((name) => reports.get(name)?.path === undefined);
    if (wanted.length === 0) break;
    for (const report of await fetchFrom(source, wanted, fetch, memory)) {
      reports.set(report.name, withEarlier(report, reports.get(report.name)));
    }
  }
  await memory.save();
  return reports;
}

async function fetchFrom(
  source: ToolSource,
  tools: readonly ToolName[],
  fetch: Fetch,
  memory: VersionMemory,
): Promise<ToolReport[]> {
  const { cacheDirectory, signal } = fetch;
  const directory = await mkdtemp(join(cacheDirectory, WORK_PREFIX));
  try {
    const files = await source.fetch(tools, { ...fetch, directory });
    const admit = async (name: ToolName): Promise<ToolReport> => {
      const file = files.get(name) ?? new NinesError('TOOL_NOT_FOUND', `${source.title} has no ${name}`);
      if (typeof file !== 'string') return missing(name, file);
      return admitProgram({ name, file, source: source.name, cacheDirectory, memory, signal });
    };
    return await Promise.all(tools.map(admit));
  } catch (error) {
    signal.throwIfAborted();
    const problem = asToolError(error, cacheDirectory);
    return tools.map((name) => missing(name, problem));
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** Where two sources failed, both reasons are told; the first source is the one that was meant to work. */
function withEarlier(report: ToolReport, earlier: ToolReport | undefined): ToolReport {
  if (report.problem === undefined || earlier?.problem === undefined) return report;
  const message = `${earlier.problem.message}; and ${report.problem.message}`;
  return missing(report.name, new NinesError(earlier.problem.code, message, { details: earlier.problem.details }));
}

async function defaultSources({ environment, releaseBaseUrl }: ProvideOptions): Promise<readonly ToolSource[]> {
  const releases = createReleaseSource(releaseBaseUrl === undefined ? {} : { baseUrl: releaseBaseUrl });
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!isDebianLike(osRelease)) return [releases];
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const runs = access(join(folder, 'apt-get'), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (await runs) return [debianSource, releases];
  }
  return [releases];
}

/** Folders of fetches that were killed: the lock is ours, so nobody is at work in them. */
async function removeLeftovers(cacheDirectory: string): Promise<void> {
  const names = await readdir(cacheDirectory);
  for (const name of names.filter((candidate) => candidate.startsWith(WORK_PREFIX))) {
    await rm(join(cacheDirectory, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function namesMissingIn(reports: readonly ToolReport[]): ToolName[] {
  return reports.filter(({ path }) => path === undefined).map(({ name }) => name);
}

function checkPlatform({ system, architecture }: Fetch['platform']): void {
  if (system === 'linux' && ['x64', 'arm64'].includes(architecture)) return;
  throw new NinesError(
    'TOOL_UNSUPPORTED_PLATFORM',
    `nothing can be fetched for ${system} on ${architecture}: only Linux on x64 and arm64; install the tools on PATH`,
    { details: { system, architecture } },
  );
}

function timedOut(timeoutMs: number): NinesError {
  return new NinesError(
    'TOOL_TIMED_OUT',
    `fetching took longer than ${timeoutMs / 1_000} s; check the network, or install the tools on PATH`,
    { details: { timeoutMs } },
  );
}
