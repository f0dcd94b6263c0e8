import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installDebianAlertmanager } from './debian-alertmanager.ts';
import { locateTools } from './locate-tools.ts';
import type { LocateOptions } from './locate-tools.ts';
import type { ToolReport } from './report.ts';
import { TOOLS } from './tool.ts';

export interface ProvideOptions extends LocateOptions {
  /** Told in words what is being done. */
  readonly progress?: (message: string) => void;
}

/** Locates the tools and fetches those that are missing. */
export async function provideTools(options: ProvideOptions): Promise<ToolReport[]> {
  const reports = await locateTools(options);
  const missing = reports.filter(({ path }) => path === undefined).map(({ name }) => TOOLS[name]);
  if (missing.length === 0) return reports;
  await mkdir(options.cacheDirectory, { recursive: true });
  const work = await mkdtemp(join(options.cacheDirectory, 'fetch-'));
  const target = join(options.cacheDirectory, `debian-${process.arch}`);
  try {
    for (const folder of [target, join(work, 'lists/partial'), join(work, 'cache/archives/partial')]) {
      await mkdir(folder, { recursive: true });
    }
    const run = promisify(execFile);
    const apt = [
      '-o',
      'APT::Sandbox::User=root',
      '-o',
      `Dir::State::Lists=${work}/lists`,
      '-o',
      `Dir::Cache=${work}/cache`,
    ];
    await run('apt-get', [...apt, '-qq', 'update'], { cwd: work, signal: options.signal });
    const names = new Set(missing.map(({ debianPackage }) => debianPackage));
    await run('apt-get', [...apt, 'download', ...names], { cwd: work, signal: options.signal });
    for (const file of await readdir(work)) {
      if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', file, 'root'], { cwd: work, signal: options.signal });
    }
    for (const { debianProgram, program } of missing) {
      if (program === 'alertmanager') await installDebianAlertmanager(join(work, 'root'), target);
      else await rename(join(work, 'root/usr/bin', debianProgram), join(target, program));
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return locateTools(options);
}
