/** Entry point of the supervisor: opens the state directory, takes its lock, supervises until everything is stopped. */
import { enableCompileCache } from 'node:module';

enableCompileCache();

const { run } = await import('./run.ts');
await run(process.argv.slice(2), process.env);
