/** A platform under everything that kills, changes, crowds and interrupts it. */
import { chmod, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PlatformStatus } from '@nines/kernel';
import { freePorts } from '@nines/testkit/ports';
import { ask, loadDuring, server } from './platform/services.ts';
import { kill, NOBODY, TestPlatform, until } from './platform/test-platform.ts';
import type { RunningCommand, Services } from './platform/test-platform.ts';

/** Slots with their processes. */
function pids({ services, system }: PlatformStatus): Readonly<Record<string, number | null>> {
  const instances = [...services, ...system].flatMap((service) => service.instances);
  return Object.fromEntries(instances.map(({ id, pid }) => [id, pid]));
}

/** Ctrl-C, as a terminal sends it: to the whole process group. */
function interrupt({ child }: RunningCommand): void {
  process.kill(-(child.pid ?? Number.NaN), 'SIGINT');
}

describe('whatever is killed', () => {
  let platform: TestPlatform;
  let web: number;
  let back: number;

  beforeAll(async () => {
    [web = 0, back = 0] = await freePorts(2);
    platform = await TestPlatform.create({
      web: { ...server(web, 2), dependsOn: ['back'], env: { BACK_URL: '${services.back.url}' } },
      back: server(back),
    });
    await platform.up();
  });

  afterAll(() => platform.remove());

  test('an instance is served again', async () => {
    const { pid } = await ask(back);
    kill(pid, 'SIGKILL');
    await until('another process serves', async () => (await ask(back)).pid !== pid);
    expect((await platform.instances('back'))[0]).toMatchObject({ id: 'back-0', restarts: 1 });
  });

  test('one of two replicas is not missed', async () => {
    const { pid } = await ask(web);
    const { requests, failures } = await loadDuring(
      () => ask(web),
      async () => {
        kill(pid, 'SIGKILL');
        await until('both are ready', async () => {
          const { instances, ready } = await platform.service('web');
          return ready === 2 && instances.every((instance) => instance.pid !== pid);
        });
      },
    );
    expect(requests).toBeGreaterThan(5);
    expect(failures).toEqual([]);
  });

  test('the supervisor comes back by itself, and takes over what runs', async () => {
    const before = pids(await platform.status());
    const started = await startsOf(platform);
    const victim = platform.supervisor().pid;
    kill(victim, 'SIGKILL');
    kill(before['back-0'] ?? Number.NaN, 'SIGKILL');
    await until('another process serves', async () => (await ask(back)).pid !== before['back-0']);
    await until('all are ready', async () => (await platform.status()).state === 'ready');
    expect(platform.supervisor().pid).not.toBe(victim);
    const after = pids(await platform.status());
    expect(after).toEqual({ ...before, 'back-0': (await ask(back)).pid });
    expect((await startsOf(platform)).slice(started.length)).toEqual(['back-0']);
    expect(platform.processes().filter(isServer)).toHaveLength(3);
  });

  test('the guard is replaced, and the new one guards', async () => {
    const guard = platform.guard().pid;
    const before = pids(await platform.status());
    kill(guard, 'SIGKILL');
    await until('there is another guard', () => platform.guard().pid !== guard);
    const supervisor = platform.supervisor().pid;
    kill(supervisor, 'SIGKILL');
    await until('there is another supervisor', () => platform.supervisor().pid !== supervisor);
    await until('all are ready', async () => (await platform.status()).state === 'ready');
    expect(pids(await platform.status())).toEqual(before);
  });

  test('a guard that came later ends with its platform', async () => {
    const guard = platform.guard().pid;
    kill(guard, 'SIGKILL');
    await until('there is another guard', () => platform.guard().pid !== guard);
    await platform.nines('down');
    expect(await platform.leftOver()).toEqual([]);
    await platform.up();
  });

  test('the mesh comes back at the same addresses', async () => {
    const mesh = await platform.pidOf('mesh');
    const { pid } = await ask(back);
    kill(mesh, 'SIGKILL');
    await until('the stable address answers', async () => ask(back));
    await until('the address that web was given answers', async () => (await ask(web, '/back')).pid === pid);
    expect(await platform.pidOf('mesh')).not.toBe(mesh);
  });

  test('guard and supervisor together leave everything to the next command', async () => {
    const before = pids(await platform.status());
    kill(platform.guard().pid, 'SIGKILL');
    kill(platform.supervisor().pid, 'SIGKILL');
    await expect(ask(back)).resolves.toMatchObject({ pid: before['back-0'] });
    await platform.up();
    expect(pids(await platform.status())).toEqual(before);
  });

  test('everything at once is brought up again', async () => {
    const victims = platform.processes().map(({ pid }) => pid);
    for (const pid of victims) kill(pid, 'SIGSTOP');
    for (const pid of victims) kill(pid, 'SIGKILL');
    await until('everything is gone', () => platform.processes().length === 0);
    await platform.up();
    await expect(ask(web, '/back')).resolves.toBeDefined();
    expect(platform.processes().filter(isServer)).toHaveLength(3);
  });

  test.for(['down while the supervisor is being replaced', 'down without guard and supervisor'])(
    '%s stops everything',
    async (name) => {
      await platform.up();
      if (name.includes('without')) kill(platform.guard().pid, 'SIGKILL');
      kill(platform.supervisor().pid, 'SIGKILL');
      await expect(platform.nines('down')).resolves.toMatchObject({ code: 0 });
      expect(await platform.leftOver()).toEqual([]);
    },
  );
});

function isServer({ command }: { readonly command: string }): boolean {
  return command.startsWith(process.execPath) && command.includes('platform/server.mjs');
}

/** Slots in the order in which they were started. */
async function startsOf(platform: TestPlatform): Promise<readonly string[]> {
  return (await platform.events()).filter(({ type }) => type === 'instance.started').map(({ subject }) => subject);
}

describe('a platform of its own', () => {
  const platforms: TestPlatform[] = [];

  async function create(services: Services, options: { uid?: number } = {}): Promise<TestPlatform> {
    const platform = await TestPlatform.create(services, options);
    platforms.push(platform);
    return platform;
  }

  afterEach(async () => {
    for (const platform of platforms.splice(0)) await platform.remove();
  });

  test('is started once by two who start it at once', async () => {
    const [port = 0] = await freePorts(1);
    const platform = await create({ web: server(port, 2) });
    const both = [platform.start('up'), platform.start('up')] as const;
    const attached = await until('one of them returns', async () => {
      const [returned] = await Promise.race([both[0].ended.then(() => [0]), both[1].ended.then(() => [1])]);
      return returned === 0 ? both[1] : both[0];
    });
    const returned = attached === both[0] ? both[1] : both[0];
    await expect(returned.ended).resolves.toMatchObject({
      code: 0,
      stderr: expect.stringContaining('already') as string,
    });
    expect(platform.supervisor()).toBeDefined();
    expect((await startsOf(platform)).toSorted()).toEqual(['mesh-0', 'web-0', 'web-1']);
    interrupt(attached);
    await expect(attached.ended).resolves.toMatchObject({ code: 0 });
    expect(await platform.leftOver()).toEqual([]);
  });

  test('does not start where another checkout holds its ports', async () => {
    const [web = 0, back = 0] = await freePorts(2);
    const services = { web: server(web), back: server(back) };
    const first = await create(services);
    await first.up();
    const second = await create(services);
    const { code, stderr } = await second.nines('up', '--detach');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`RUNTIME_PORT_TAKEN port ${web} \\(web\\), ${back} \\(back\\) is taken by process`),
    );
    expect(stderr).toContain(first.directory);
    expect(await second.leftOver()).toEqual([]);
    expect(await second.events()).toEqual([]);
    await expect(ask(web)).resolves.toBeDefined();
  });

  test('does not start where another program listens', async () => {
    const [port = 0] = await freePorts(1);
    const platform = await create({ web: server(port) });
    const stranger = createServer().listen(port, '127.0.0.1');
    await once(stranger, 'listening');
    await platform.nines('up', '--detach');
    const { code, stderr } = await platform.nines('up', '--detach'); // at once: nothing of the first is in the way
    stranger.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`port ${port} (web) is taken by process ${process.pid} (`);
    expect(await platform.leftOver()).toEqual([]);
    await platform.up();
  });

  test('starts what is depended on first, and everything else at once', async () => {
    const [web = 0, back = 0, other = 0] = await freePorts(3);
    const late = { 'ready-after': 400 };
    const platform = await create({
      web: { ...server(web), dependsOn: ['back'] },
      back: server(back, 1, late),
      other: server(other, 1, late),
    });
    await platform.up();
    const events = await platform.events();
    const order = events.filter(({ type }) => /^(instance\.started|service\.ready)$/.test(type));
    const at = (type: string, subject: string): number =>
      order.findIndex((event) => event.type === type && event.subject === subject);
    expect(at('service.ready', 'back')).toBeLessThan(at('instance.started', 'web-0'));
    expect(at('instance.started', 'other-0')).toBeLessThan(at('service.ready', 'back'));
    expect(at('instance.started', 'back-0')).toBeLessThan(at('service.ready', 'other'));
  });

  test('follows a changed file without a failed request', async () => {
    const [pair = 0, single = 0, stays = 0, old = 0, fresh = 0] = await freePorts(5);
    const platform = await create({
      pair: server(pair, 2, { say: 'one' }),
      single: server(single, 1, { say: 'one' }),
      stays: server(stays),
      old: server(old),
    });
    await platform.up();
    const { pid } = await ask(stays);
    await platform.write({
      pair: server(pair, 2, { say: 'two' }),
      single: server(single, 1, { say: 'two' }),
      stays: server(stays),
      fresh: server(fresh),
    });
    const slow = ask(old, '/slow');
    const loads = await Promise.all(
      [pair, single].map((port) =>
        loadDuring(
          () => ask(port),
          async () => {
            await until('the new one serves', async () => {
              const { stderr } = await platform.nines('up', '--detach');
              expect(stderr).toMatch(
                /already running; (nothing changed|added fresh; changed pair, single; removed old)/,
              );
              const { services } = await platform.status();
              const done = services.every(
                ({ ready, desired, instances }) => ready === desired && instances.length === ready,
              );
              return done && (await ask(port)).says === 'two';
            });
          },
        ),
      ),
    );
    for (const { failures } of loads) expect(failures).toEqual([]);
    await expect(slow).resolves.toBeDefined();
    await expect(ask(fresh)).resolves.toBeDefined();
    await expect(ask(stays)).resolves.toMatchObject({ pid });
    await expect(ask(old)).rejects.toThrow();
    const order = (await platform.events()).filter(({ subject }) => subject.startsWith('pair-')).slice(4);
    const said = order.map(({ type }) => type).filter((type) => /\.(started|ready|stopped)$/.test(type));
    expect(said.indexOf('instance.ready')).toBeLessThan(said.lastIndexOf('instance.started'));
  });

  test('keeps what was scaled until its file says otherwise', async () => {
    const [port = 0] = await freePorts(1);
    const platform = await create({ web: server(port) });
    await platform.up();
    await platform.nines('scale', 'web', '2');
    await until('two are ready', async () => (await platform.service('web')).ready === 2);
    expect((await platform.up()).stderr).toContain('already running; nothing changed');
    await platform.nines('down');
    await platform.up();
    expect(await platform.service('web')).toMatchObject({ desired: 2, ready: 2 });
    await platform.write({ web: server(port, 3) });
    await platform.up();
    expect(await platform.service('web')).toMatchObject({ desired: 3, ready: 3 });
    await platform.write({ web: server(port, 1) });
    await platform.up();
    await until('one is left', async () => (await platform.instances('web')).length === 1);
  });

  test('changes nothing where a change cannot be made', async () => {
    const [web = 0, fresh = 0] = await freePorts(2);
    const platform = await create({ web: server(web, 2) });
    await platform.up();
    const before = pids(await platform.status());
    const stranger = createServer().listen(fresh, '127.0.0.1');
    await once(stranger, 'listening');
    await platform.write({ web: server(web, 2, { say: 'changed' }), fresh: server(fresh) });
    const { code, stderr } = await platform.nines('up', '--detach');
    stranger.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`RUNTIME_PORT_TAKEN port ${fresh} (fresh)`);
    expect(pids(await platform.status())).toEqual(before);
    await platform.up();
    await until('the change is made', async () => (await ask(web)).says === 'changed');
    await expect(ask(fresh)).resolves.toBeDefined();
  });

  test('keeps serving by the old revision where the new one does not get ready', async () => {
    const [web = 0] = await freePorts(1);
    const platform = await create({ web: server(web, 2, { say: 'one' }) });
    await platform.up();
    await platform.write({ web: server(web, 2, { say: 'broken', 'ready-after': 600_000 }) });
    const { requests, failures } = await loadDuring(
      () => ask(web),
      async () => {
        const { code, stderr } = await platform.nines('up', '--detach', '--timeout', '2s');
        expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('web-') as string });
        expect((await ask(web)).says).toBe('one');
        await platform.write({ web: server(web, 2, { say: 'mended' }) });
        await platform.up();
        await until('the mended one serves alone', async () => {
          const answers = await Promise.all(Array.from({ length: 6 }, () => ask(web)));
          return answers.every(({ says }) => says === 'mended');
        });
      },
    );
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(50);
  });

  test('replaces an instance that is stuck, and no request waits for it in vain', async () => {
    const [web = 0] = await freePorts(1);
    const row = server(web, 2);
    const platform = await create({ web: { ...row, health: { readiness: '/ready', liveness: '/live' } } });
    await platform.up();
    const { pid } = await ask(web);
    const { failures } = await loadDuring(
      () => ask(web),
      async () => {
        kill(pid, 'SIGSTOP');
        await until('it is replaced', async () => {
          const { instances, ready } = await platform.service('web');
          return ready === 2 && instances.every((instance) => instance.pid !== pid);
        });
      },
    );
    expect(failures).toEqual([]);
    expect((await platform.events()).map(({ type }) => type)).toContain('instance.stuck');
  });

  test('lives in a folder with blanks in its name, which is too long for sockets', async () => {
    const parent = await realpath(await mkdtemp(join(tmpdir(), 'nines parent ')));
    const deep = join(parent, 'ümlaut & "quotes"', 'x'.repeat(120));
    await mkdir(deep, { recursive: true });
    await chmod(parent, 0o755);
    const [web = 0] = await freePorts(1);
    const platform = await TestPlatform.create({ web: server(web, 2) }, { parent: deep });
    try {
      await platform.up();
      kill(platform.supervisor().pid, 'SIGKILL');
      await until('it is taken over', async () => (await platform.status()).state === 'ready');
      await expect(ask(web)).resolves.toBeDefined();
    } finally {
      await platform.remove();
      await rm(parent, { recursive: true });
    }
  });

  test('is left by an attached `up` when somebody else stops it', async () => {
    const [web = 0] = await freePorts(1);
    const platform = await create({ web: server(web) });
    const up = platform.start('up');
    await until('it is ready', () => up.output().stderr.includes('Ctrl-C stops the platform'));
    await expect(platform.nines('down')).resolves.toMatchObject({ code: 0 });
    await expect(up.ended).resolves.toMatchObject({ code: 0 });
    expect(await platform.leftOver()).toEqual([]);
  });

  test.for(['the supervisor starts', 'instances start', 'everything is ready'])(
    'is ended by Ctrl-C when %s',
    async (moment) => {
      const [web = 0, back = 0] = await freePorts(2);
      const ready = moment === 'everything is ready';
      const platform = await create({
        web: { ...server(web), dependsOn: ['back'] },
        back: server(back, 1, ready ? {} : { 'ready-after': 600_000 }),
      });
      const up = platform.start('up');
      const sign: Readonly<Record<string, () => boolean>> = {
        'the supervisor starts': () => platform.processes().some(({ command }) => command.includes('guard.sh')),
        'instances start': () => platform.processes().some(isServer),
        'everything is ready': () => up.output().stderr.includes('Ctrl-C stops the platform'),
      };
      await until(moment, () => sign[moment]?.());
      interrupt(up);
      const { code, stderr } = await up.ended;
      expect({ code, stderr }).toEqual({
        code: ready ? 0 : 1,
        stderr: expect.stringMatching(/stopped in|^interrupted$/m) as string,
      });
      expect(await platform.leftOver()).toEqual([]);
      await expect(platform.nines('status')).resolves.toMatchObject({ code: 4 });
      await expect(ask(web)).rejects.toThrow();
    },
  );

  test('runs for an ordinary user', async (context) => {
    if (process.getuid?.() !== 0) context.skip('this user is an ordinary one already');
    const [web = 0] = await freePorts(1);
    const platform = await create({ web: server(web, 2) }, { uid: NOBODY });
    await platform.up();
    const { pid } = await ask(web);
    kill(pid, 'SIGKILL');
    await until('another process serves', async () => (await ask(web)).pid !== pid);
    await platform.nines('down');
    expect(await platform.leftOver()).toEqual([]);
  });
});
