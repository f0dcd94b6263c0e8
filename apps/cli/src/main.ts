/** Entry point of `nines`: reads the world, runs one command, leaves with its exit code. */
import { enableCompileCache } from 'node:module';
enableCompileCache();
const { INTERRUPTS, interruptHandler } = await import('./interrupts.ts');
const { allowsColor, Output } = await import('./output.ts');
const { isReaderGone, watchOutput } = await import('./output-loss.ts');
const { runProgram } = await import('./program.ts');
const { VERSION } = await import('./version.ts');

const { env, stderr, stdout } = process;
const stop = new AbortController();
const onInterrupt = interruptHandler({
  abort: (reason) => {
    stop.abort(reason);
  },
  exit: (code) => process.exit(code),
  now: () => performance.now(),
});
for (const signal of INTERRUPTS) process.on(signal, onInterrupt);
watchOutput([stdout, stderr], (reason) => {
  stop.abort(reason);
  if (isReaderGone(reason)) return;
  process.exitCode = 1;
  stderr.write(`error ${reason.message}\n`);
});

const code = await runProgram(process.argv.slice(2), {
  output: new Output({ stdout, stderr, color: allowsColor(env) }),
  signal: stop.signal,
  environment: env,
  directory: process.cwd(),
  version: VERSION,
});
process.exitCode ??= code;
