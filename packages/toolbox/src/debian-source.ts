/**
 * Debian's and Ubuntu's packages, unpacked into a folder: without root, without installing, without starting a service.
 * apt checks the signatures.
 */
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { NinesError } from '@nines/kernel';
import { detachAlertmanager } from './debian-alertmanager.ts';
import { download, extract, packageFile, prepareApt } from './debian-packages.ts';
import { addWebPackages } from './debian-pages.ts';
import { detachPrometheus } from './debian-prometheus.ts';
import type { FetchContext, ToolSource } from './source.ts';
import { TOOLS } from './tool.ts';
import type { ToolName } from './tool.ts';
import { asToolError, diskFull } from './tool-error.ts';
import { withoutCredentials } from './without-credentials.ts';

/**
 * Package lists and their index (Ubuntu's are the largest), one package with what is unpacked of it, and what its pages
 * need of others, most of which is thrown away.
 */
const NEEDED_BYTES = { lists: 120 * 2 ** 20, package: 45 * 2 ** 20, pages: 240 * 2 ** 20 };

export const debianSource: ToolSource = {
  name: 'debian',
  title: 'Debian',
  fetch: async (tools, context) => {
    const packages = [...new Set(tools.map((name) => TOOLS[name].debianPackage))];
    context.progress(`fetching ${packages.join(', ')} from Debian…`);
    await checkSpace(context.directory, packages);
    const apt = await prepareApt(context);
    const listsProblem = await apt(['update']);
    const problems = await download(packages, apt);
    const unpacked = await unpack(packages, context);
    const pages = tools.includes('prometheus') ? unpacked.get(TOOLS.prometheus.debianPackage) : undefined;
    if (typeof pages === 'string') await addWebPackages(TOOLS.prometheus.debianPackage, pages, apt, context);
    const fetched = new Map<ToolName, string | NinesError>();
    for (const name of tools) {
      const { debianPackage, debianProgram } = TOOLS[name];
      const root =
        unpacked.get(debianPackage) ?? whyNot(debianPackage, listsProblem, problems.get(debianPackage) ?? '', context);
      fetched.set(name, typeof root === 'string' ? await detach(name, root, debianProgram) : root);
    }
    return fetched;
  },
};

/** Programs that need files beside them, which an installed package has in the machine's folders. */
const DETACH: Partial<Record<ToolName, (root: string) => Promise<string>>> = {
  prometheus: detachPrometheus,
  alertmanager: detachAlertmanager,
};

async function detach(name: ToolName, root: string, program: string): Promise<string | NinesError> {
  const detachProgram = DETACH[name];
  if (detachProgram === undefined) return join(root, 'usr/bin', program);
  return detachProgram(root).catch((error: unknown) => asToolError(error, root));
}

async function unpack(
  packages: readonly string[],
  context: FetchContext,
): Promise<ReadonlyMap<string, string | NinesError>> {
  const unpacked = new Map<string, string | NinesError>();
  const unpackOne = async (name: string): Promise<void> => {
    const file = await packageFile(name, context);
    if (file === undefined) return;
    const root = join(context.directory, 'unpacked', name);
    const { exitCode, output } = await extract(file, root, context);
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
async function checkSpace(directory: string, packages: readonly string[]): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const pages = packages.includes(TOOLS.prometheus.debianPackage) ? NEEDED_BYTES.pages : 0;
  const needed = NEEDED_BYTES.lists + packages.length * NEEDED_BYTES.package + pages;
  if (bavail * bsize < needed) throw diskFull(directory);
}

/** Whether a distribution is Debian or descends from it. @see os-release(5) */
export function isDebianLike(osRelease: string): boolean {
  return /^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/m.test(osRelease);
}
