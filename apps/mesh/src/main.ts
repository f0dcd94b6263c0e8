/** The mesh process: the last snapshot first, so that it serves at once, then whatever the supervisor pushes. */
import { enableCompileCache } from 'node:module';

enableCompileCache();

const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2), process.env);

// A server that is still open, where another could not be, does not keep the process.
setTimeout(() => process.exit(), 1_000).unref();
