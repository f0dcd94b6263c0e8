/** A process of its own that fetches, for tests with several at once, or one that is killed. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { ProvideOptions } from './provide-tools.ts';
import type { ToolReport } from './report.ts';
import type { FakeReleases } from './toolbox.testing.ts';

const SCRIPT = `
const { provideTools } = await import(process.argv[1]);
const { createReleaseSource } = await import(process.argv[2]);
const { source, ...options } = JSON.parse(process.argv[3]);
const signal = new AbortController().signal;
const reports = await provideTools({ ...options, signal, sources: [createReleaseSource(source)] });
console.log(JSON.stringify(reports));
`;

export interface FetchProcess {
  readonly child: ChildProcess;
  /** What it found, once it has ended. */
  readonly reports: Promise<readonly ToolReport[]>;
}

export function startFetch(options: ProvideOptions, baseUrl: string, { releases }: FakeReleases): FetchProcess {
  const source = { baseUrl, releases, architecture: 'x64' };
  const { environment, cacheDirectory, tools } = options;
  const argument = JSON.stringify({ environment, cacheDirectory, tools, source });
  const modules = ['./provide-tools.ts', './release-source.ts'].map((file) => import.meta.resolve(file));
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, ...modules, argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, reports: read(child) };
}

async function read(child: ChildProcess): Promise<readonly ToolReport[]> {
  if (child.stdout === null) return [];
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return output === '' ? [] : (JSON.parse(output) as readonly ToolReport[]);
}
