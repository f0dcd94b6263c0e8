/**
 * Packages from this machine's package sources, in a folder of our own: without root, without installing.
 *
 * @see apt-get(8), `download`; apt.conf(5), the Directories and Acquire groups; dpkg-deb(1)
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, NinesError } from '@nines/kernel';
import { runProgram } from './run-program.ts';
import type { ProgramResult } from './run-program.ts';
import type { FetchContext } from './source.ts';
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

/** Runs apt-get; the text is what it complained about, empty where it was content. */
export type Apt = (args: readonly string[]) => Promise<string>;

/** Makes the folders that apt works in. */
export async function prepareApt(context: FetchContext): Promise<Apt> {
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

/**
 * All in one run. One name that apt does not know stops the others, so what is missing then is asked for singly.
 *
 * @returns what apt complained about, by package
 */
export async function download(packages: readonly string[], apt: Apt): Promise<ReadonlyMap<string, string>> {
  const problems = new Map<string, string>();
  const complaint = await apt(['download', ...packages]);
  if (complaint === '') return problems;
  for (const name of packages) problems.set(name, await apt(['download', name]));
  return problems;
}

/** The downloaded file of a package; undefined where it did not arrive. */
export async function packageFile(name: string, { directory }: FetchContext): Promise<string | undefined> {
  const folder = join(directory, 'packages');
  const files = await readdir(folder);
  const file = files.find((candidate) => candidate.startsWith(`${name}_`) && candidate.endsWith('.deb'));
  return file === undefined ? undefined : join(folder, file);
}

/** Unpacks a package into `root`, beside what may be there already. */
export function extract(file: string, root: string, context: FetchContext): Promise<ProgramResult> {
  return run('dpkg-deb', ['--extract', file, root], context.directory, context);
}

/** Names of the packages that a package needs; of alternatives the first. */
export async function dependenciesOf(file: string, context: FetchContext): Promise<readonly string[]> {
  const { exitCode, output } = await run('dpkg-deb', ['--field', file, 'Depends'], context.directory, context);
  if (exitCode !== 0) return [];
  return output.split(',').flatMap((dependency) => /[a-z0-9][a-z0-9.+-]*/.exec(dependency) ?? []);
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
