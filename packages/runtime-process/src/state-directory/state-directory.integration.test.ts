import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fullDisk } from '@nines/testkit/full-disk';
import { locateStateDirectory } from './locate-state-directory.ts';
import { openStateDirectory } from './open-state-directory.ts';
import { findLockHolder, lockPlatform } from './platform-lock.ts';
import {
  controlSocketPath,
  makeSocketDirectory,
  removeSocketDirectory,
  trustedControlSocket,
} from './socket-directory.ts';
import { readJson, writeJsonAtomically } from './write-atomically.ts';

let directory: string;
const uid = process.getuid?.() ?? 0;

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/nines-state-`);
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

test('lies beside the catalog, and for root elsewhere when nobody else could get there', () => {
  mkdirSync(`${directory}/open`);
  writeFileSync(`${directory}/open/nines.yaml`, '');
  expect(locateStateDirectory(`${directory}/open/nines.yaml`, 1000)).toBe(`${directory}/open/.nines`);
  const closed = locateStateDirectory(`${directory}/open/nines.yaml`, 0, '/var/lib/nines');
  expect(closed).toMatch(/^\/var\/lib\/nines\/open-[0-9a-f]{12}$/); // mkdtemp makes its directory 0700
  chmodSync(directory, 0o755);
  expect(locateStateDirectory(`${directory}/open/nines.yaml`, 0)).toBe(`${directory}/open/.nines`);
});

test('keeps secrets closed and data passable for engines of root', () => {
  const state = openStateDirectory(`${directory}/state`, 0);
  const modes = [state.root, state.run, state.secrets, state.data].map((path) =>
    (statSync(path).mode & 0o777).toString(8),
  );
  expect(modes).toEqual(['711', '700', '700', '711']);
  expect(openStateDirectory(`${directory}/state`, 1000)).toEqual(state);
  expect(statSync(state.data).mode & 0o777).toBe(0o700);
});

test('refuses the state of a newer version and leaves it alone', () => {
  const state = openStateDirectory(`${directory}/state`, uid);
  writeFileSync(`${state.root}/version`, '2\n');
  expect(() => openStateDirectory(state.root, uid)).toThrow(expect.objectContaining({ code: 'STATE_NEWER_VERSION' }));
  expect(readFileSync(`${state.root}/version`, 'utf8')).toBe('2\n');
});

test('stays its owner’s where root opens it too', (context) => {
  if (uid !== 0) context.skip('this user is not root');
  const { root } = openStateDirectory(`${directory}/state`, 1000);
  chownSync(`${root}/version`, 1000, 1000);
  openStateDirectory(root, 0);
  expect(statSync(`${root}/version`).uid).toBe(1000);
});

test.each(['', 'two', '1\0\0'])('takes %j for no version, neither an old nor a newer one', (text) => {
  const state = openStateDirectory(`${directory}/state`, uid);
  writeFileSync(`${state.root}/version`, text);
  expect(() => openStateDirectory(state.root, uid)).toThrow(
    expect.objectContaining({
      code: 'STATE_CORRUPT',
      message: expect.stringContaining(`${state.root}/version`) as string,
    }),
  );
});

test('says that it cannot be written', () => {
  writeFileSync(`${directory}/file`, '');
  expect(() => openStateDirectory(`${directory}/file/state`, uid)).toThrow(
    expect.objectContaining({ code: 'STATE_UNWRITABLE' }),
  );
});

test('says that the disk is full, and keeps the old file then', async (ctx) => {
  await using disk = await fullDisk(ctx);
  expect(() => openStateDirectory(`${disk.path}/state`, uid)).not.toThrow();
  writeJsonAtomically(`${disk.path}/state/kept`, { kept: true });
  disk.fill();
  expect(() => openStateDirectory(`${disk.path}/state`, uid)).toThrow(
    expect.objectContaining({ code: 'STATE_DISK_FULL' }),
  );
  const long = { text: 'x'.repeat(100_000) };
  expect(() => {
    writeJsonAtomically(`${disk.path}/state/kept`, long);
  }).toThrow(expect.objectContaining({ code: 'STATE_DISK_FULL' }));
  expect(readJson(`${disk.path}/state/kept`)).toEqual({ kept: true });
});

test('names a damaged file', () => {
  writeFileSync(`${directory}/torn`, '{"a":');
  expect(() => readJson(`${directory}/torn`)).toThrow(expect.objectContaining({ code: 'STATE_CORRUPT' }));
  expect(readJson(`${directory}/absent`)).toBeUndefined();
});

test('of many that want the lock exactly one gets it, the others learn who', async () => {
  const tries = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) => lockPlatform(directory, `holder ${index}`)),
  );
  const locks = tries.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  expect(locks).toHaveLength(1);
  const refusals = tries.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason as unknown] : []));
  expect(refusals[0]).toMatchObject({
    code: 'STATE_LOCKED',
    details: { holder: expect.stringMatching(/^holder \d$/) as string },
  });
  await locks[0]?.release();
  expect(await findLockHolder(directory)).toBeUndefined();
});

test('a holder killed with SIGKILL leaves no lock behind', async () => {
  const source = `const { lockPlatform } = await import(${JSON.stringify(import.meta.resolve('./platform-lock.ts'))});
    await lockPlatform(${JSON.stringify(directory)}, 'child'); console.log('locked'); setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await expect(lockPlatform(directory, 'second')).rejects.toMatchObject({ details: { holder: 'child' } });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await lockPlatform(directory, 'second')).release();
});

test('sockets of a deep state directory get a short private place, which goes again', () => {
  const deep = `${directory}/${'deep'.repeat(30)}`;
  expect(controlSocketPath('/srv/app/.nines', uid)).toBe('/srv/app/.nines/run/control.sock');
  expect(trustedControlSocket(deep, uid)).toBe(controlSocketPath(deep, uid));
  const made = makeSocketDirectory(deep, uid);
  expect(trustedControlSocket(deep, uid)).toBe(`${made}/control.sock`);
  expect(controlSocketPath(deep, uid).length).toBeLessThan(108);
  expect(statSync(made).mode & 0o777).toBe(0o700);
  chmodSync(made, 0o777);
  expect(() => makeSocketDirectory(deep, uid)).toThrow(expect.objectContaining({ code: 'STATE_SOCKET_DIRECTORY' }));
  expect(() => trustedControlSocket(deep, uid)).toThrow(expect.objectContaining({ code: 'STATE_SOCKET_DIRECTORY' }));
  removeSocketDirectory(deep, uid);
  expect(existsSync(made)).toBe(false);
});
