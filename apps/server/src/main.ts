/** The control plane: watches the platform, tells of trouble, keeps the event log, and answers questions. */
import { enableCompileCache } from 'node:module';

enableCompileCache();

const { run } = await import('./run.ts');
process.exitCode = await run(process.env);
