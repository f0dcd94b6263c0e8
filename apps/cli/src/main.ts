/** Entry point of `nines`: reads the world, runs one command, leaves with its exit code. */
import { enableCompileCache } from 'node:module';
enableCompileCache();
const { Output } = await import('./output.ts');
const { runProgram } = await import('./program.ts');
const { VERSION } = await import('./version.ts');

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stop.abort(new DOMException(signal, 'AbortError'));
  });
}
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const color = process.env['NO_COLOR'] === undefined && process.stdout.isTTY;
process.exitCode = await runProgram(process.argv.slice(2), {
  output: new Output({ stdout: process.stdout, stderr: process.stderr, color }),
  signal: stop.signal,
  environment: process.env,
  directory: process.cwd(),
  version: VERSION,
});
