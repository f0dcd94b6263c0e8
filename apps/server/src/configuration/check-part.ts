/** Asking the tool that knows: does this configuration make sense? */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MONITORING_FILES } from '@nines/render/commands';
import { replaceFiles } from './file-set.ts';
import type { PartName, RenderedPart } from './render-parts.ts';

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
/** Of what a tool says is wrong. */
const LONGEST_REASON = 1_000;

export interface CheckOptions {
  /** Absolute paths of tools, by name. One that is missing is not asked. */
  readonly tools: Readonly<Record<string, string>>;
  /** Existing; the staging directory is made in it. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** Why the part would be refused; undefined where it would not. Nothing that is in use is touched. */
export async function checkPart(part: RenderedPart, options: CheckOptions): Promise<string | undefined> {
  const { tool, argv } = CHECKERS[part.part];
  const program = options.tools[tool];
  if (program === undefined) return undefined;
  const staging = await mkdtemp(join(options.directory, `.staging-${part.part}-`));
  try {
    await replaceFiles(staging, new Map([...part.followed, ...part.files]), new Map());
    const complaint = await complaintOf(program, argv(staging), options.signal);
    return complaint?.replaceAll(`${staging}/`, '').slice(0, LONGEST_REASON);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function complaintOf(program: string, argv: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const options = { signal, timeout: CHECK_TIMEOUT_MS, env: {} };
    execFile(program, [...argv], options, (error, stdout, stderr) => {
      if (error === null) resolve(undefined);
      else if (signal.aborted) reject(error instanceof Error ? error : new Error('aborted'));
      else resolve(`${stderr}\n${stdout}`.trim() || error.message);
    });
  });
}
