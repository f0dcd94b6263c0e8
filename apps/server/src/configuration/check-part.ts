/** Asking the tool that knows: does this configuration make sense? */
import { execFile } from 'node:child_process';
import type { ExecFileException } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { NinesError } from '@nines/kernel';
import { MONITORING_FILES } from '@nines/render/commands';
import { replaceFiles, STAGING } from './file-set.ts';
import type { PartName, RenderedPart } from './rendered-parts.ts';

interface Checker {
  /** As the toolbox calls it. */
  readonly tool: string;
  readonly argv: (directory: string) => readonly string[];
}

const CHECKERS: Readonly<Record<PartName, Checker>> = {
  prometheus: {
    tool: 'promtool',
    argv: (directory) => ['check', 'config', join(directory, MONITORING_FILES.prometheusConfiguration)],
  },
  alertmanager: {
    tool: 'amtool',
    argv: (directory) => ['check-config', join(directory, MONITORING_FILES.alertmanagerConfiguration)],
  },
  blackbox: {
    tool: 'blackbox-exporter',
    argv: (directory) => ['--config.check', `--config.file=${join(directory, MONITORING_FILES.blackboxConfiguration)}`],
  },
};

const CHECK_TIMEOUT_MS = 30_000;

export interface CheckOptions {
  /** Absolute paths of tools, by name. One that is missing is not asked. */
  readonly tools: Readonly<Record<string, string>>;
  /** Existing; the staging directory is made in it. */
  readonly directory: string;
  readonly signal: AbortSignal;
  /** How long a tool may take, ms. @defaultValue 30_000 */
  readonly checkTimeoutMs?: number;
}

/**
 * Why the part would be refused, which may have secrets in it; undefined where it would not. Nothing that is in use is
 * touched.
 *
 * @throws NinesError `SERVER_CHECK_FAILED` where the tool did not come to an end: it says nothing about the part
 */
export async function checkPart(part: RenderedPart, options: CheckOptions): Promise<string | undefined> {
  const { tool, argv } = CHECKERS[part.part];
  const program = options.tools[tool];
  if (program === undefined) return undefined;
  const staging = await mkdtemp(join(options.directory, `${STAGING}${part.part}-`));
  try {
    await replaceFiles(staging, new Map([...part.followed, ...part.files]), new Map());
    const complaint = await complaintOf(program, argv(staging), options);
    return complaint?.replaceAll(`${staging}/`, '');
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function complaintOf(
  program: string,
  argv: readonly string[],
  { signal, checkTimeoutMs = CHECK_TIMEOUT_MS }: CheckOptions,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const options = { signal, timeout: checkTimeoutMs, killSignal: 'SIGKILL', env: {} } as const;
    execFile(program, [...argv], options, (error, stdout, stderr) => {
      if (error === null) resolve(undefined);
      else if (typeof error.code === 'number') resolve(`${stderr}\n${stdout}`.trim() || `it exited with ${error.code}`);
      else reject(unfinished(program, error));
    });
  });
}

/** Its message has no output of the tool in it, which may have secrets in it. */
function unfinished(program: string, { code, signal, killed }: ExecFileException): NinesError {
  const how = killed === true ? 'took too long' : `ended by ${code ?? signal ?? 'itself'}`;
  return new NinesError('SERVER_CHECK_FAILED', `${basename(program)} did not check a configuration: ${how}`);
}
