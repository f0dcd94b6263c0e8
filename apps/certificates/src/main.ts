/**
 * Makes the platform's certificates where they are missing or due, says what was done, and ends: the library that
 * writes them takes 20 MB, which no process is to carry about for what is done four times a year.
 */
import { enableCompileCache } from 'node:module';

enableCompileCache();

const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2), (text) => process.stdout.write(text));
