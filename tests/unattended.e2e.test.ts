/** Commands whose platform loses its supervisor, hangs, or is stopped by somebody else, and ones that nobody reads. */
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { freePorts } from '@nines/testkit/ports';
import { ask, server } from './platform/services.ts';
import { kill, TestPlatform, until } from './platform/test-platform.ts';
import type { RunningCommand } from './platform/test-platform.ts';

let platform: TestPlatform;
let web: number;

beforeAll(async () => {
  [web = 0] = await freePorts(1);
  platform = await TestPlatform.create({ web: server(web) });
});

afterAll(() => platform.remove());

/** An `up` that stays attached, once it follows. */
async function attached(): Promise<RunningCommand> {
  const up = platform.start('up');
  await until('it is attached', () => up.output().stderr.includes('Ctrl-C stops the platform'));
  return up;
}

/** Whether a command has opened a socket besides its output: it waits for an answer. */
function isConnected({ child }: RunningCommand): boolean {
  const folder = `/proc/${child.pid}/fd`;
  const targets = readdirSync(folder)
    .filter((fd) => Number(fd) > 2)
    .map((fd) => readlinkSync(`${folder}/${fd}`));
  return targets.some((target) => target.startsWith('socket:'));
}

function killGuardAndSupervisor(): void {
  const victims = [platform.guard().pid, platform.supervisor().pid];
  for (const pid of victims) kill(pid, 'SIGKILL');
}

describe('whoever follows', () => {
  beforeEach(async () => {
    await platform.up();
  });

  test('events meets the next supervisor with each event once, and ends with the platform', async () => {
    const following = platform.start('events', '--follow', '--json');
    await until('the past is shown', () => following.output().stdout.includes('service.ready'));
    const victim = platform.supervisor().pid;
    kill(victim, 'SIGKILL');
    await until('it goes on', () => following.output().stdout.includes('instance.adopted'));
    await platform.nines('down');
    const { code, stdout, stderr } = await following.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'the platform was stopped\n' });
    const ids = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(stdout).toContain('platform.stopping');
  });

  test('logs goes on with new lines, and ends with the platform', async () => {
    const following = platform.start('logs', 'web', '--follow');
    await until('the past is shown', () => following.output().stdout.includes('hello'));
    const greetings = following.output().stdout.match(/hello/g)?.length;
    const victim = platform.supervisor().pid;
    kill(victim, 'SIGKILL');
    await until('there is another supervisor', () => platform.supervisor().pid !== victim);
    await until('it goes on', async () => {
      await ask(web, '/later');
      return following.output().stdout.includes('asked for /later');
    });
    await platform.nines('down');
    await expect(following.ended).resolves.toMatchObject({ code: 0, stderr: 'the platform was stopped\n' });
    expect(following.output().stdout.match(/hello/g)).toHaveLength(greetings ?? 0);
  });
});

describe('an attached up', () => {
  test('takes over what lost guard and supervisor', async () => {
    const up = await attached();
    const { pid } = await ask(web);
    killGuardAndSupervisor();
    await until('it takes over', () => up.output().stderr.includes('taking over'));
    await until('there is a supervisor', () => platform.supervisor().pid > 0);
    await until('all are ready', async () => (await platform.status()).state === 'ready');
    expect((await ask(web)).pid).toBe(pid);
    up.child.kill('SIGINT');
    await expect(up.ended).resolves.toMatchObject({ code: 0 });
    expect(await platform.leftOver()).toEqual([]);
  });

  test('ends when the platform is stopped elsewhere', async () => {
    const up = await attached();
    await platform.nines('down');
    const { code, stderr } = await up.ended;
    expect(code).toBe(0);
    expect(stderr).toContain('the platform was stopped elsewhere');
  });

  test.for(['stdout', 'stderr'] as const)('leaves nothing running when nobody reads its %s', async (stream) => {
    const up = platform.start('up');
    up.child[stream]?.destroy();
    await up.ended;
    expect(await platform.leftOver()).toEqual([]);
  });
});

describe('without guard and supervisor', () => {
  test('status says that what runs is unattended, and down stops it', async () => {
    await platform.up();
    killGuardAndSupervisor();
    const { code, stderr } = await platform.nines('status');
    expect(code).toBe(3);
    expect(stderr).toContain('unattended');
    await expect(ask(web)).resolves.toBeDefined();
    await expect(platform.nines('down')).resolves.toMatchObject({ code: 0 });
    expect(await platform.leftOver()).toEqual([]);
  });

  test('down is done when everything is, also when they are killed while it waits', async () => {
    await platform.write({ web: { ...server(web, 1, { 'ignore-term': true }), stop: { grace: '3s' } } });
    await platform.up();
    const stops = async (): Promise<number> =>
      (await platform.events()).filter(({ type }) => type === 'platform.stopping').length;
    const before = await stops();
    const down = platform.start('down');
    await until('it stops', async () => (await stops()) > before);
    killGuardAndSupervisor();
    await expect(down.ended).resolves.toMatchObject({ code: 0 });
    expect(await platform.leftOver()).toEqual([]);
    await platform.write({ web: server(web) });
  });
});

describe('under a supervisor that hangs', () => {
  let hung: number;

  beforeAll(async () => {
    await platform.up();
    hung = platform.supervisor().pid;
    kill(hung, 'SIGSTOP');
  });

  afterAll(() => {
    kill(hung, 'SIGCONT');
  });

  test('status gives up in time', async () => {
    const { code, stderr } = await platform.nines('status');
    expect(code).toBe(5);
    expect(stderr).toMatch(/^error CONTROL_TIMED_OUT [^\n]+\n$/);
  });

  test('down keeps its time', async () => {
    const began = performance.now();
    const { code, stderr } = await platform.nines('down', '--timeout', '1s');
    expect(code).toBe(5);
    expect(stderr).toMatch(/CLI_TIMED_OUT still stopping after 1\.0 s: the supervisor, which does not answer/);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('Ctrl-C ends a command', async () => {
    const status = platform.start('status');
    await until('it asks', () => isConnected(status));
    status.child.kill('SIGINT');
    await expect(status.ended).resolves.toMatchObject({ code: 1, stderr: 'interrupted\n' });
  });
});

test('an up that fails says why at once, and leaves no guard', async () => {
  await platform.nines('down');
  await mkdir(platform.state('run'), { recursive: true });
  await writeFile(platform.state('run', 'ports.json'), '{ broken');
  const began = performance.now();
  const { code, stderr } = await platform.nines('up', '--detach');
  expect(code).toBe(1);
  expect(stderr).toMatch(/CLI_SUPERVISOR_FAILED the supervisor gave up; .*\n(?:.*\n)*.*ports\.json is damaged/);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(await platform.leftOver()).toEqual([]);
  await rm(platform.state('run', 'ports.json'));
});
