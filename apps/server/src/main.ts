/** The control plane: watches the platform, tells of trouble, keeps the event log, and answers questions. */
import { enableCompileCache } from 'node:module';
import { tidyAfterStart } from './after-start.ts';

enableCompileCache();
tidyAfterStart();

const { run } = await import('./run.ts');
process.exitCode = await run(process.env);

// What still hangs does not keep the process: whoever supervises it starts another.
setTimeout(() => process.exit(), 1_000).unref();
