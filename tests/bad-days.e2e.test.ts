/** Bad input and bad days: each ends in a clear message, or in nothing worse than a wait. */
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, mkdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '@nines/testkit/ports';
import { fullDisk } from '@nines/testkit/full-disk';
import { ask, server, serverCommand } from './platform/services.ts';
import { kill, NOBODY, TestPlatform, until } from './platform/test-platform.ts';
import type { Services, TestPlatformOptions } from './platform/test-platform.ts';

const PYTHON = '/usr/bin/python3';

describe('a platform of its own', () => {
  const platforms: TestPlatform[] = [];

  async function create(services: Services, options?: TestPlatformOptions): Promise<TestPlatform> {
    const platform = await TestPlatform.create(services, options);
    platforms.push(platform);
    return platform;
  }

  afterEach(async () => {
    for (const platform of platforms.splice(0)) await platform.remove();
  });

  /** `up` fails, says so in these words, and leaves nothing behind. */
  async function expectRefusal(platform: TestPlatform, words: string): Promise<void> {
    const { code, stdout, stderr } = await platform.nines('up', '--detach');
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(words) as string,
    });
    expect(stderr).not.toContain('not expected');
    expect(await platform.leftOver()).toEqual([]);
  }

  test('is refused where its state cannot be written', async () => {
    const [port = 0] = await freePorts(1);
    const uid = process.getuid?.() === 0 ? { uid: NOBODY } : {};
    const platform = await create({ web: server(port) }, uid);
    await chmod(platform.directory, 0o555);
    await expectRefusal(platform, 'STATE_UNWRITABLE');
    expect(readdirSync(platform.directory)).toEqual(['nines.yaml']);
    await chmod(platform.directory, 0o755);
    await platform.up();
  });

  test('is closed to other users, and says so', async (context) => {
    if (process.getuid?.() !== 0) context.skip('this user cannot become another one');
    const [port = 0] = await freePorts(1);
    const platform = await create({ web: server(port) });
    await platform.up();
    for (const args of [['status'], ['events'], ['logs', 'web'], ['scale', 'web', '2'], ['down']]) {
      const { code, stderr } = await platform.seenBy(NOBODY).nines(...args);
      expect({ args, code, stderr }).toEqual({
        ...{ args, code: 1 },
        stderr: expect.stringMatching(
          /^error CONTROL_NOT_PERMITTED the platform belongs to another user; .*\n$/,
        ) as string,
      });
    }
    await expect(ask(port)).resolves.toBeDefined();
  });

  test('is refused where a newer version wrote its state', async () => {
    const [port = 0] = await freePorts(1);
    const platform = await create({ web: server(port) });
    await mkdir(platform.state());
    await writeFile(platform.state('version'), '99\n');
    await expectRefusal(platform, 'STATE_NEWER_VERSION');
    expect(readdirSync(platform.state())).toEqual(['version']);
  });

  test('is refused on a full disk, and survives one that gets full', async (context) => {
    await using disk = await fullDisk(context);
    const [port = 0] = await freePorts(1);
    const platform = await TestPlatform.create({ web: server(port, 2) }, { parent: disk.path });
    try {
      disk.fill();
      await expectRefusal(platform, 'STATE_DISK_FULL');
      disk.free();
      await platform.up();
      const victim = await platform.pidOf('web');
      disk.fill();
      kill(victim, 'SIGKILL');
      await until('it is noticed', async () => (await platform.instances('web'))[0]?.pid !== victim);
      await expect(ask(port, '/ready')).resolves.toBeDefined();
      disk.free();
      await until('both are ready', async () => (await platform.service('web')).ready === 2);
      await until('what happened is on disk', async () =>
        (await platform.events()).some(({ type, subject }) => type === 'instance.crashed' && subject === 'web-0'),
      );
    } finally {
      await platform.remove();
    }
  });

  test('is refused over a damaged database, which is left as it is', async () => {
    const [port = 0, web = 0] = await freePorts(2);
    const platform = await create({
      db: { engine: 'postgres', version: 18, port },
      web: { ...server(web), dependsOn: ['db'] },
    });
    await platform.up();
    await platform.nines('down');
    const cluster = platform.state('data', 'db', 'cluster');
    const control = join(cluster, 'global', 'pg_control');
    await rename(control, `${control}.away`);
    for (const damage of ['absent', 'cut']) {
      if (damage === 'cut') await writeFile(control, '');
      const files = listFiles(cluster);
      await expectRefusal(platform, `ENGINE_DATA_CORRUPT ${cluster}`);
      expect(listFiles(cluster)).toEqual(files);
    }
    await rename(`${control}.away`, control);
    await platform.up();
  });

  test('goes by the catalog that was applied, whatever becomes of the file', async () => {
    const [web = 0, back = 0] = await freePorts(2);
    const platform = await create({
      web: { ...server(web), dependsOn: ['back'] },
      back: server(back, 1, { 'sick-if': 'not-yet' }),
    });
    await writeFile(join(platform.directory, 'not-yet'), '');
    const up = platform.start('up', '--detach');
    await until('it is starting', async () => (await platform.nines('status')).code === 3);
    await truncate(join(platform.directory, 'nines.yaml'));
    await rm(join(platform.directory, 'not-yet'));
    await expect(up.ended).resolves.toMatchObject({ code: 0 });
    const { pid } = await ask(web);
    kill(platform.supervisor().pid, 'SIGKILL');
    kill(pid, 'SIGKILL');
    await until('another process serves', async () => (await ask(web)).pid !== pid);
    const again = await platform.nines('up', '--detach');
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('nothing was done');
    await expect(platform.nines('status')).resolves.toMatchObject({ code: 0 });
    await expect(platform.nines('describe', 'web')).resolves.toMatchObject({ code: 0 });
  });

  test('runs a program with nothing of ours inside', async (context) => {
    if (!existsSync(PYTHON)) context.skip(`there is no ${PYTHON}`);
    const [port = 0, fixed = 0] = await freePorts(2);
    const command = `${PYTHON} -m http.server --bind 127.0.0.1 ${fixed}`;
    const platform = await create({ reports: { run: { command }, port, listens: { fixed } } });
    await platform.up();
    const look = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/`)).text();
    await expect(look()).resolves.toContain('nines.yaml');
    const victim = await platform.pidOf('reports');
    kill(victim, 'SIGKILL');
    await until('another process serves', async () => {
      const text = await look();
      return text.includes('nines.yaml') && (await platform.pidOf('reports')) !== victim;
    });
  });

  test('gives an instance another port when somebody took its own', async () => {
    const [port = 0] = await freePorts(1);
    const platform = await create({ web: server(port) });
    await platform.up();
    const [before] = await platform.instances('web');
    const supervisor = platform.supervisor().pid;
    kill(supervisor, 'SIGSTOP');
    kill(before?.pid ?? Number.NaN, 'SIGKILL');
    const stranger = createServer((socket) => socket.destroy());
    await until('the port is taken', async () => {
      stranger.listen(before?.port ?? 0, '127.0.0.1');
      await once(stranger, 'listening');
      return true;
    });
    kill(supervisor, 'SIGCONT');
    await until('it serves again', () => ask(port));
    const [after] = await platform.instances('web');
    stranger.close();
    expect(after?.port).not.toBe(before?.port);
    expect(after?.restarts).toBe(1);
    expect((await platform.events()).filter(({ type }) => type === 'instance.crashed')).toHaveLength(1);
  });
});

function listFiles(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((file) => `${file} ${statSync(join(directory, file)).mtimeMs}`)
    .toSorted();
}

describe('commands that misbehave', () => {
  const GIB = 2 ** 30;
  const MIB = 2 ** 20;
  /** A gigabyte, on a slow disk. */
  const WRITTEN_WITHIN_MS = 120_000;
  let platform: TestPlatform;
  let well: number;
  let mute: number;

  beforeAll(async () => {
    [well = 0, mute = 0] = await freePorts(2);
    const shell = (command: string): Record<string, unknown> => ({ run: { command, shell: true } });
    platform = await TestPlatform.create({
      well: server(well),
      quits: { run: { command: 'true' } },
      loud: shell(`yes a line that nobody reads | head -c ${GIB}; echo done; exec sleep 3600`),
      forks: shell('setsid sleep 3601 & exit 0'),
      deaf: { ...shell("trap '' TERM; while :; do sleep 1; done"), stop: { grace: '1s' } },
      mute: { ...server(mute), run: { command: `exec ${serverCommand()} <&- >&- 2>&-`, shell: true } },
    });
    await platform.nines('up', '--detach', '--timeout', '3s');
  });

  afterAll(() => platform.remove());

  test('one that ends at once is tried again and again, ever more seldom', async () => {
    const [instance] = await platform.instances('quits');
    expect(instance?.restarts).toBeGreaterThan(1);
    await until('it waits for the next try', async () => (await platform.instances('quits'))[0]?.state === 'crashed');
  });

  test('one that writes without end fills no disk', async () => {
    const sizes = (): number =>
      readdirSync(platform.state('logs'))
        .filter((name) => name.startsWith('loud-0'))
        .reduce((sum, name) => sum + statSync(platform.state('logs', name)).size, 0);
    await until(
      'its last word is shown',
      async () => (await platform.nines('logs', 'loud', '--tail', '1')).stdout.includes('done'),
      WRITTEN_WITHIN_MS,
    );
    await until('what it wrote is bounded', () => sizes() < 80 * MIB);
    const { stdout } = await platform.nines('logs', 'loud', '--tail', '3');
    expect(stdout.trim().split('\n').at(-2)).toContain('a line that nobody reads');
  });

  test('one that forks into the background has ended, and so do its children', async () => {
    await until('it is tried again', async () => ((await platform.instances('forks'))[0]?.restarts ?? 0) > 0);
    await until('no child is left of those before', () => children().length <= 1);
    const { stdout } = await platform.nines('describe', 'forks');
    expect(stdout).toContain('a program that puts itself into the background counts as ended');
  });

  function children(): readonly unknown[] {
    return platform.processes().filter(({ command }) => command === 'sleep 3601');
  }

  test('one that closes its output is watched all the same', async () => {
    const { pid } = await ask(mute);
    kill(pid, 'SIGKILL');
    await until('another process serves', async () => (await ask(mute)).pid !== pid);
  });

  test('none of them is in the way of one that is well', async () => {
    expect(await platform.service('well')).toMatchObject({ ready: 1, instances: [{ restarts: 0 }] });
    await expect(ask(well)).resolves.toBeDefined();
  });

  test('one that ignores SIGTERM is waited for as long as its grace lasts', async () => {
    const began = performance.now();
    await expect(platform.nines('down')).resolves.toMatchObject({ code: 0 });
    expect(performance.now() - began).toBeGreaterThan(1_000);
    expect(performance.now() - began).toBeLessThan(9_000); // without an own grace it would be 10 s
    expect(await platform.leftOver()).toEqual([]);
  });
});
