/**
 * Debian's and Ubuntu's packages, unpacked into a folder: without root, without installing, without starting a service.
 * apt checks the signatures.
 *
 * @see apt-get(8), `download`; apt.conf(5), the Directories and Acquire groups; dpkg-deb(1), `--extract`
 */
import { mkdir, readdir, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, NinesError } from '@nines/kernel';
import { detachAlertmanager } from './debian-alertmanager.ts';
import { runProgram } from './run-program.ts';
import type { ProgramResult } from './run-program.ts';
import type { FetchContext, ToolSource } from './source.ts';
import { TOOLS } from './tool.ts';
import type { ToolName } from './tool.ts';
import { asToolError, diskFull } from './tool-error.ts';
import { withoutCredentials } from './without-credentials.ts';

/**
 * Read after the machine's own configuration. What the machine does after an update (clear its package cache, rebuild
 * its catalogues) is not for us to trigger. As root apt would change to a user who may not write into our folder.
 */
const APT_CONFIGURATION = `
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "15";
Acquire::https::Timeout "15";
`;

/** Package lists and their index (Ubuntu's are the largest), and one package with what is unpacked of it. */
const NEEDED_BYTES = { lists: 120 * 2 ** 20, package: 45 * 2 ** 20 };

export const debianSource: ToolSource = {
  name: 'debian',
  title: 'Debian',
  fetch: async (tools, context) => {
    const packages = [...new Set(tools.map((name) => TOOLS[name].debianPackage))];
    context.progress(`fetching ${packages.join(', ')} from Debian…`);
    await checkSpace(context.directory, packages.length);
    const apt = await prepare(context);
    const listsProblem = await apt(['update']);
    const problems = await download(packages, apt);
    const unpacked = await unpack(packages, context);
    const fetched = new Map<ToolName, string | NinesError>();
    for (const name of tools) {
      const { debianPackage, debianProgram } = TOOLS[name];
      const root =
        unpacked.get(debianPackage) ?? whyNot(debianPackage, listsProblem, problems.get(debianPackage) ?? '', context);
      if (typeof root !== 'string') fetched.set(name, root);
      else if (name !== 'alertmanager') fetched.set(name, join(root, 'usr/bin', debianProgram));
      else fetched.set(name, await detachAlertmanager(root).catch((error: unknown) => asToolError(error, root)));
    }
    return fetched;
  },
};

/** Runs apt-get; the text is what it complained about, empty where it was content. */
type Apt = (args: readonly string[]) => Promise<string>;

async function prepare(context: FetchContext): Promise<Apt> {
  const { directory } = context;
  const folder = (name: string): string => join(directory, name);
  for (const name of ['lists/partial', 'cache/archives/partial', 'packages', 'unpacked']) {
    await mkdir(folder(name), { recursive: true });
  }
  await writeFile(folder('apt.conf'), APT_CONFIGURATION);
  const places = [`Dir::State::Lists=${folder('lists')}`, `Dir::Cache=${folder('cache')}`];
  const common = ['-qq', '-c', folder('apt.conf'), ...places.flatMap((place) => ['-o', place])];
  return async (args) => {
    const { output } = await run('apt-get', [...common, ...args], folder('packages'), context);
    return withoutCredentials(output).trim();
  };
}

/** All in one run. One name that apt does not know stops the others, so what is missing then is asked for singly. */
async function download(packages: readonly string[], apt: Apt): Promise<ReadonlyMap<string, string>> {
  const problems = new Map<string, string>();
  const complaint = await apt(['download', ...packages]);
  if (complaint === '') return problems;
  for (const name of packages) problems.set(name, await apt(['download', name]));
  return problems;
}

async function unpack(
  packages: readonly string[],
  context: FetchContext,
): Promise<ReadonlyMap<string, string | NinesError>> {
  const files = await readdir(join(context.directory, 'packages'));
  const unpacked = new Map<string, string | NinesError>();
  const unpackOne = async (name: string): Promise<void> => {
    const file = files.find((candidate) => candidate.startsWith(`${name}_`) && candidate.endsWith('.deb'));
    if (file === undefined) return;
    const root = join(context.directory, 'unpacked', name);
    const args = ['--extract', join(context.directory, 'packages', file), root];
    const { exitCode, output } = await run('dpkg-deb', args, context.directory, context);
    unpacked.set(name, exitCode === 0 ? root : failed(name, output, context));
  };
  await Promise.all(packages.map(unpackOne)); // it is decompression that takes the time: all processors take part
  return unpacked;
}

function whyNot(name: string, listsProblem: string, problem: string, context: FetchContext): NinesError {
  const unreachable = firstLine(`${listsProblem}\n${problem}`, /failed to fetch|connect|resolv/i);
  if (unreachable === undefined) return failed(name, problem, context);
  return new NinesError('TOOL_NETWORK', `${name} cannot be fetched: ${unreachable}; check network and proxy`, {
    details: { package: name },
  });
}

function failed(name: string, output: string, { directory }: FetchContext): NinesError {
  if (/no space left on device/i.test(output)) return diskFull(directory);
  if (/unable to locate package|no installation candidate|no packages found/i.test(output)) {
    return new NinesError('TOOL_NOT_PACKAGED', `the package sources of this machine have no ${name}`, {
      details: { package: name },
    });
  }
  const said = firstLine(withoutCredentials(output), /\S/) ?? 'no reason was given';
  return new NinesError('TOOL_FETCH_FAILED', `${name} cannot be fetched: ${said}`, { details: { package: name } });
}

function firstLine(text: string, pattern: RegExp): string | undefined {
  const line = text.split('\n').find((candidate) => pattern.test(candidate));
  return line?.trim().replace(/^[EW]: /, '');
}

/** Beforehand, since apt does not always notice: on a full disk it has been seen to wait for ever. */
async function checkSpace(directory: string, packages: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < NEEDED_BYTES.lists + packages * NEEDED_BYTES.package) throw diskFull(directory);
}

async function run(
  program: string,
  args: readonly string[],
  directory: string,
  context: FetchContext,
): Promise<ProgramResult> {
  const { signal, environment } = context;
  try {
    // Its words are read above: they must be English.
    return await runProgram({ program, args, directory, signal, environment: { ...environment, LC_ALL: 'C' } });
  } catch (error) {
    signal.throwIfAborted();
    if (!hasCode(error, 'ENOENT')) throw error;
    throw new NinesError('TOOL_FETCH_FAILED', `there is no ${program} on PATH to fetch packages with`, {
      cause: error,
    });
  }
}

/** Whether a distribution is Debian or descends from it. @see os-release(5) */
export function isDebianLike(osRelease: string): boolean {
  return /^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/m.test(osRelease);
}
