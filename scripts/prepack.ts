/** Brings what `npm pack` puts into the package to apps/cli. Runs as its `prepack` script. */
import { copyFile, cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from './pack/bundle.ts';

const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'apps', 'cli');

await bundle(join(CLI, 'dist'));
await copyFile(join(ROOT, 'LICENSE'), join(CLI, 'LICENSE'));
await rm(join(CLI, 'runbooks'), { recursive: true, force: true });
await cp(join(ROOT, 'runbooks'), join(CLI, 'runbooks'), { recursive: true });
