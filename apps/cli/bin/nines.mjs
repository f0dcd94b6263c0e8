#!/usr/bin/env node
/**
 * The `nines` command on whatever Node there is. Plain JavaScript for Node 18 and later: it only finds the Node that
 * came with Nines and hands over to it.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handOver, refusal } from './handover.mjs';

const MAJOR = 24;

/** Where the `node` package put its program; undefined where it is not installed. */
function findNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json');
    const path = join(dirname(manifest), 'bin', 'node');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

function complain(message) {
  console.error(message);
  process.exit(1);
}

const problem = refusal(process.platform, process.arch);
if (problem !== undefined) complain(problem);

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const inCheckout = existsSync(join(home, 'src', 'main.ts'));
const nodePath = findNode();
const isRightNode = Number.parseInt(process.versions.node, 10) === MAJOR;
if (nodePath === undefined && !isRightNode) {
  complain(
    inCheckout
      ? 'The dependencies are not installed; run npm ci in the checkout.'
      : `Nines needs Node ${MAJOR}, and the package "node" that brings it is not installed. Install without --ignore-scripts.`,
  );
}

await handOver({
  major: MAJOR,
  nodePath: nodePath ?? process.execPath,
  script: inCheckout ? join(home, 'src', 'main.ts') : join(home, 'dist', 'main.js'),
  args: process.argv.slice(2),
  cacheDirectory: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'nines', 'compiled'),
});
