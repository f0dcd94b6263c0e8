/**
 * From whatever Node runs this to the Node that Nines needs. Plain JavaScript for Node 18 and later, without
 * dependencies: it is what runs before anything is known to be there.
 */
import { spawn } from 'node:child_process';
import module from 'node:module';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Signals that are passed on. A stopped or resized terminal is the child's business as well. */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH'];

/** The terminal, npm and a shell each pass one Ctrl-C on; what arrives within this time is one, ms. */
const SAME_KEYSTROKE_MS = 500;

/**
 * Why this machine cannot run Nines; undefined where it can.
 *
 * @param {string} platform as `process.platform`
 * @param {string} arch as `process.arch`
 */
export function refusal(platform, arch) {
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return undefined;
  return `Nines runs on Linux, x64 or arm64; this is ${platform}, ${arch}. Use a Linux machine or a virtual one.`;
}

/**
 * Runs `script` under the Node at `nodePath`, or right here if this Node is already of the major that is wanted: one
 * process less. Ends this process with the other's exit code, or by its signal.
 *
 * @param {{ major: number, nodePath: string, script: string, args: string[], cacheDirectory: string }} options
 *   `cacheDirectory` holds compiled code (the compile cache of Node)
 */
export async function handOver(options) {
  const { major, nodePath, script, args, cacheDirectory } = options;
  const file = resolve(script);
  if (Number.parseInt(process.versions.node, 10) === major) {
    process.argv = [process.execPath, file, ...args];
    module.enableCompileCache?.(cacheDirectory);
    await import(pathToFileURL(file).href);
    return;
  }
  // First: between the two, a signal would end this process and leave the other one behind.
  const lastSeen = new Map();
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      const now = performance.now();
      const repeated = now - (lastSeen.get(signal) ?? -Infinity) < SAME_KEYSTROKE_MS;
      lastSeen.set(signal, now);
      if (!repeated || signal === 'SIGWINCH') child.kill(signal);
    });
  }
  // A session of its own: otherwise a Ctrl-C would reach it from the terminal and once more from here.
  const child = spawn(nodePath, [file, ...args], {
    stdio: 'inherit',
    detached: true,
    env: { NODE_COMPILE_CACHE: cacheDirectory, ...process.env },
  });
  child.on('error', (error) => {
    console.error(`Cannot run ${nodePath}: ${error.message}. Remove node_modules and start again.`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    for (const name of FORWARDED) process.removeAllListeners(name);
    if (signal === null) process.exit(code ?? 1);
    process.kill(process.pid, signal);
    // Where the signal does not end this process, the code shells use for it does.
    setTimeout(() => process.exit(128 + constants.signals[signal]), 100);
  });
}
