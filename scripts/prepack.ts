/** Makes apps/cli/dist, the code that `npm pack` puts into the package. Runs as its `prepack` script. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from './pack/bundle.ts';

const ROOT = join(import.meta.dirname, '..');
const CLI = join(ROOT, 'apps', 'cli');

await bundle(join(CLI, 'dist'));
await copyFile(join(ROOT, 'LICENSE'), join(CLI, 'LICENSE'));
