/** The browser that tests drive: one that is there, else Debian's, installed where that is permitted. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Absolute path of a Chromium or Chrome on `searchPath`, which has the form of PATH; undefined where there is none. */
export function findChromium(searchPath = process.env['PATH'] ?? ''): string | undefined {
  const directories = searchPath.split(delimiter).filter((directory) => directory !== '');
  return NAMES.flatMap((name) => directories.map((directory) => join(directory, name))).find(isExecutable);
}

/** Installs Debian's Chromium if none is there and this is root on a machine with apt. Says what it does. */
export function ensureChromium(): void {
  if (findChromium() !== undefined || process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) return;
  process.stderr.write('No Chromium or Chrome found: installing the package chromium with apt-get ... ');
  const installed = apt('update') && apt('install', '--yes', '--no-install-recommends', 'chromium');
  process.stderr.write(installed ? 'done\n' : 'failed, see apt-get install chromium\n');
}

function apt(...args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('/usr/bin/apt-get', ['-qq', ...args], { env, stdio: 'ignore' }).status === 0;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
