/** One run of a program that ends by itself. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Of what a program says, the end is kept: that is where it says why it gave up. */
const KEPT_CHARACTERS = 16_384;

export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** @defaultValue `/` */
  readonly directory?: string;
  /** Kills the program; it is gone when the promise settles. */
  readonly signal: AbortSignal;
}

export interface ProgramResult {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  /** The end of what it wrote, to either stream. */
  readonly output: string;
}

/**
 * Runs a program to its end.
 *
 * @throws `signal.reason` when the caller cancels, and the system's error (`ENOENT`, `EACCES`, …) where it cannot start
 */
export async function runProgram(run: ProgramRun): Promise<ProgramResult> {
  run.signal.throwIfAborted();
  const child = spawn(run.program, run.args, {
    cwd: run.directory ?? '/',
    env: run.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => {
    child.kill('SIGKILL');
    // A grandchild may hold the pipes for longer; it has nobody to work for any more.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  run.signal.addEventListener('abort', kill);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
    });
  }
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    run.signal.throwIfAborted();
    return { exitCode, output };
  } finally {
    run.signal.removeEventListener('abort', kill);
  }
}
