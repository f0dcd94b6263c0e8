/** Exec probes: a command that must end with exit code 0. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { killAll } from '../launch/kill-all.ts';
import { findMarked, INSTANCE_VARIABLE } from '../proc/process-table.ts';
import { refusal, silence, type ProbeResult } from './probe-result.ts';

export interface ExecTarget {
  readonly kind: 'exec';
  /** Words of the command; no shell reads them. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** When time is up the command and all its descendants are killed. */
export async function askExec({ argv, cwd, env }: ExecTarget, signal: AbortSignal): Promise<ProbeResult> {
  const [command = '', ...words] = argv;
  const marker = `probe/${randomUUID()}`;
  const { promise, resolve } = Promise.withResolvers<ProbeResult>();
  const child = spawn(command, words, {
    cwd,
    env: { ...env, [INSTANCE_VARIABLE]: marker },
    stdio: 'ignore',
    detached: true,
  });
  const abort = (): void => {
    resolve(silence(signal.reason));
  };
  signal.addEventListener('abort', abort, { once: true });
  child.on('error', (error) => {
    resolve(refusal(error.message));
  });
  child.on('exit', (code, killedBy) => {
    resolve(
      code === 0 ? { ok: true } : refusal(code === null ? `ended by ${killedBy ?? 'a signal'}` : `exit code ${code}`),
    );
  });
  const result = await promise;
  signal.removeEventListener('abort', abort);
  await killAll(() => findMarked({ marker, outputFiles: [] })).catch(() => 0);
  return result;
}
