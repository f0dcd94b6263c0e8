/**
 * The only code that runs on the machine's own Node: checks the machine, installs what is missing, hands over to the
 * pinned Node. Plain JavaScript for Node 18 and later, without dependencies.
 *
 * Usage: node scripts/bootstrap.mjs SCRIPT [ARGUMENT...]
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handOver, refusal } from '../apps/cli/bin/handover.mjs';
import { ensureInstalled } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [script, ...args] = process.argv.slice(2);

const problem = refusal(process.platform, process.arch) ?? (await ensureInstalled(root));
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}
if (script !== undefined) {
  await handOver({
    major: Number.parseInt(readFileSync(join(root, '.node-version'), 'utf8'), 10),
    nodePath: join(root, 'node_modules', '.bin', 'node'),
    script: resolve(root, script),
    args,
    cacheDirectory: join(root, 'node_modules', '.cache', 'compiled'),
  });
}
