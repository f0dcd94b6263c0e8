import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { NinesError } from '@nines/kernel';
import type { ToolReport } from './report.ts';
import { TOOL_NAMES, TOOLS } from './tool.ts';
import type { ToolName } from './tool.ts';

/** Where to look, and for what. */
export interface LocateOptions {
  /** PATH is searched; proxies are taken from here where something is fetched. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cacheDirectory: string;
  /** @defaultValue all */
  readonly tools?: readonly ToolName[];
  readonly signal: AbortSignal;
}

/** Where each tool is, without fetching anything. */
export async function locateTools(options: LocateOptions): Promise<ToolReport[]> {
  return Promise.all((options.tools ?? TOOL_NAMES).map((name) => locate(name, options)));
}

async function locate(name: ToolName, options: LocateOptions): Promise<ToolReport> {
  const { program, debianProgram } = TOOLS[name];
  const folders = (options.environment['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  const installed = folders.flatMap((folder) =>
    [...new Set([program, debianProgram])].map((file) => join(folder, file)),
  );
  const cached = join(options.cacheDirectory, `debian-${process.arch}`, program);
  for (const path of [...installed, cached]) {
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    const origin = path === cached ? 'cache' : 'path';
    const source = path === cached ? 'debian' : undefined;
    if (runs) return { name, path, origin, source, version: '', problem: undefined };
  }
  const problem = new NinesError('TOOL_NOT_FOUND', `${name} is neither on PATH nor in ${options.cacheDirectory}`);
  return { name, path: undefined, origin: undefined, source: undefined, version: undefined, problem };
}
