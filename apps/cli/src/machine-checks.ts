/** What Nines needs of a machine, what it can use, and what to do where something is missing. */
import { access, constants, readFile, statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { formatSize, messageOf } from '@nines/kernel';
import { ControlGroups, findPostgresBinaries } from '@nines/runtime-process';
import { defaultCacheDirectory, locateTools } from '@nines/toolbox';
import type { ToolReport } from '@nines/toolbox';

/** `limited`: Nines works, but not all of it. */
export interface Finding {
  readonly what: string;
  readonly verdict: 'fine' | 'limited' | 'missing';
  readonly seen: string;
  readonly remedy?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Check = (environment: Environment) => Finding | Promise<Finding>;

const NODE_MAJOR = 24;
const LOW_DISK_BYTES = 2 * 2 ** 30;

const CHECKS: readonly Check[] = [system, node, shell, processFiles, postgres, limits, disk, browser];

/** All checks, in the order in which they matter. Nothing is fetched and nothing is changed. */
export async function checkMachine(environment: Environment, signal: AbortSignal): Promise<readonly Finding[]> {
  const cacheDirectory = defaultCacheDirectory(environment);
  const [machine, tools] = await Promise.all([
    Promise.all(CHECKS.map(async (check) => check(environment))),
    locateTools({ environment, cacheDirectory, signal }),
  ]);
  return [...machine, ...tools.map(describeTool)];
}

function describeTool({ name, path, version, source, problem }: ToolReport): Finding {
  if (problem === undefined) {
    const origins = { debian: ', fetched from Debian', release: ', fetched from its official release' };
    const origin = source === undefined ? '' : origins[source];
    return { what: name, verdict: 'fine', seen: `${version} (${path}${origin})` };
  }
  const seen = problem.code === 'TOOL_NOT_FOUND' ? 'not here yet' : problem.message;
  const remedy = '"nines up" fetches it where it can, and runs without it where it cannot; or install it on PATH';
  return { what: name, verdict: 'limited', seen, remedy };
}

function system(): Finding {
  const known = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);
  const seen = `${process.platform} ${process.arch}, ${availableParallelism()} cores, ${formatSize(totalmem())} of memory`;
  if (known) return { what: 'system', verdict: 'fine', seen };
  return { what: 'system', verdict: 'missing', seen, remedy: 'services run on Linux on x64 or arm64' };
}

function node(): Finding {
  const seen = `${process.version} (${process.execPath})`;
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= NODE_MAJOR) return { what: 'Node.js', verdict: 'fine', seen };
  return {
    what: 'Node.js',
    verdict: 'missing',
    seen,
    remedy: `Nines runs on Node.js ${NODE_MAJOR}; start it with npm`,
  };
}

async function shell(): Promise<Finding> {
  const executable = await canRun('/bin/sh');
  if (executable) return { what: 'shell', verdict: 'fine', seen: '/bin/sh' };
  return { what: 'shell', verdict: 'missing', seen: 'no /bin/sh', remedy: 'install a POSIX shell, for example dash' };
}

async function processFiles(): Promise<Finding> {
  const what = 'memory figures';
  const rollup = await readFile('/proc/self/smaps_rollup', 'utf8').catch(() => undefined);
  if (rollup !== undefined) return { what, verdict: 'fine', seen: 'proportional (PSS)' };
  return { what, verdict: 'limited', seen: 'resident only (RSS): shared pages are counted in every process' };
}

function postgres(): Finding {
  const what = 'PostgreSQL';
  try {
    const { bin, major } = findPostgresBinaries({ otherUser: false, copyDirectory: '' });
    return { what, verdict: 'fine', seen: `version ${major} in ${bin}` };
  } catch (error) {
    return {
      what,
      verdict: 'limited',
      seen: messageOf(error),
      remedy: 'run npm install again, with optional packages',
    };
  }
}

function limits(): Finding {
  const what = 'CPU and memory limits';
  const missing = new ControlGroups('nines-doctor').missingControllers;
  if (missing.length === 0) return { what, verdict: 'fine', seen: 'enforced by control groups' };
  return {
    what,
    verdict: 'limited',
    seen: `not enforced for ${missing.join(' and ')}: this user may not make control groups here`,
    remedy: 'run as root, or have the groups delegated to you; everything else works without',
  };
}

async function disk(): Promise<Finding> {
  const what = 'disk';
  const { bavail, bsize } = await statfs(process.cwd());
  const seen = `${formatSize(bavail * bsize)} free`;
  if (bavail * bsize >= LOW_DISK_BYTES) return { what, verdict: 'fine', seen };
  return {
    what,
    verdict: 'limited',
    seen,
    remedy: `less than ${formatSize(LOW_DISK_BYTES)}: logs and databases may fill it`,
  };
}

async function browser(environment: Environment): Promise<Finding> {
  const what = 'browser (for tests only)';
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (environment['PATH'] ?? '').split(delimiter);
  for (const path of folders.flatMap((folder) => names.map((name) => join(folder, name)))) {
    if (await canRun(path)) return { what, verdict: 'fine', seen: path };
  }
  return { what, verdict: 'limited', seen: 'none', remedy: 'install Chromium, for example: apt-get install chromium' };
}

function canRun(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
