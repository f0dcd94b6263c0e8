/**
 * Brings node_modules in step with package-lock.json, quietly. Plain JavaScript for Node 18 and later.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Lines of npm's output that are shown when it fails; the first ones name the cause. */
const FAILURE_LINES = 30;

/**
 * Installs what package-lock.json names unless it is there already. Two at once take turns: the second finds the
 * work done.
 *
 * @param {string} root directory of package-lock.json
 * @returns {Promise<string | undefined>} what went wrong, for people
 */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return undefined;
  const turn = [process.execPath, fileURLToPath(import.meta.url), root];
  // The kernel lets go of a flock when its holder dies, so no stale lock can be left behind.
  const outcome = await run('flock', [root, ...turn], { stdio: 'inherit' });
  const { code } = outcome.missing ? await run(turn[0], turn.slice(1), { stdio: 'inherit' }) : outcome;
  return code === 0 ? undefined : 'The dependencies could not be installed; the reason is above.';
}

function isInstalled(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
  if (readText(stampPath(root)) === stamp && existsSync(join(root, 'node_modules', '.bin', 'node'))) return true;
  if (!matchesHiddenLock(root, JSON.parse(lock.toString('utf8')))) return false;
  writeStamp(root, stamp);
  return true;
}

/** npm writes this file as the last step of every install, so an install that was cut short does not match. */
function matchesHiddenLock(root, lock) {
  const text = readText(join(root, 'node_modules', '.package-lock.json'));
  if (text === undefined) return false;
  const installed = JSON.parse(text).packages;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    const found = installed[path];
    if (found === undefined) return !path.includes('node_modules/') || wanted.optional === true || wanted.peer === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function stampPath(root) {
  return join(root, 'node_modules', '.installed');
}

function writeStamp(root, stamp) {
  try {
    writeFileSync(stampPath(root), stamp);
  } catch {
    // A checkout that belongs to somebody else: the slower comparison is made again next time.
  }
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The part that runs while the lock is held. */
async function install(root) {
  if (isInstalled(root)) return 0;
  // What is installed may be in use by a running platform: it is changed in place, not deleted first.
  const fresh = !existsSync(join(root, 'node_modules', '.package-lock.json'));
  const startedAt = Date.now();
  process.stderr.write('Installing dependencies (the first time takes about half a minute) ... ');
  const { command, prefix } = npm();
  const wanted = fresh ? ['ci'] : ['install', '--no-save'];
  const { code, output } = await run(command, [...prefix, ...wanted, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, npm_config_update_notifier: 'false' },
  });
  if (code === 0 && isInstalled(root)) {
    process.stderr.write(`done in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s\n`);
    return 0;
  }
  process.stderr.write('failed\n');
  process.stderr.write(
    code === 0 ? 'npm reported success but installed something else than package-lock.json names.\n' : '',
  );
  process.stderr.write(`${output.trimEnd().split('\n').slice(0, FAILURE_LINES).join('\n')}\n`);
  return 1;
}

/** npm tells the scripts it runs where it is; otherwise it is looked for on PATH. */
function npm() {
  const path = process.env.npm_execpath;
  const isNpm = path !== undefined && /\bnpm-cli\.[cm]?js$/.test(path);
  return isNpm ? { command: process.execPath, prefix: [path] } : { command: 'npm', prefix: [] };
}

function run(command, args, options) {
  return new Promise((settle) => {
    let output = '';
    const child = spawn(command, args, options);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) =>
      settle({ code: 1, missing: error.code === 'ENOENT', output: `${command}: ${error.message}` }),
    );
    child.on('close', (code) => settle({ code: code ?? 1, missing: false, output }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await install(process.argv[2]);
}
