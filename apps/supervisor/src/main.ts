/** Entry point of the supervisor: opens the state directory, takes its lock, supervises until everything is stopped. */
import { enableCompileCache } from 'node:module';

const STATE = '--state=';
const state = process.argv.find((argument) => argument.startsWith(STATE));
// Before anything else is loaded, hence the dynamic import, and not in /tmp, where Node would put it.
if (state !== undefined) enableCompileCache(`${state.slice(STATE.length)}/cache`);

const { run } = await import('./run.ts');
await run(process.argv.slice(2), process.env);
