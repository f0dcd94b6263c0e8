/** The control plane: watches the platform, tells of trouble, keeps the event log, and answers questions. */
import { enableCompileCache, flushCompileCache } from 'node:module';

/** When what is needed at a start has been loaded, ms. */
const STARTED_MS = 5_000;

enableCompileCache();
// Node writes compiled code when a process ends: whoever is killed would start as slowly as the first time again.
setTimeout(() => flushCompileCache(), STARTED_MS).unref();

const { run } = await import('./run.ts');
process.exitCode = await run(process.env);

// What still hangs does not keep the process: whoever supervises it starts another.
setTimeout(() => process.exit(), 1_000).unref();
