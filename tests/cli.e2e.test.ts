/** What people and scripts rely on of every command: words, exit codes, JSON. */
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '@nines/testkit/ports';
import { ask, server } from './platform/services.ts';
import { TestPlatform, until } from './platform/test-platform.ts';

const TOKEN = 'a-token-of-the-environment-4711';
const TOKEN_OF_FILE = 'a-token-of-the-file-1174';

describe('without a platform', () => {
  let platform: TestPlatform;
  let ports: readonly number[];

  beforeAll(async () => {
    ports = await freePorts(2);
    const [web = 0, back = 0] = ports;
    platform = await TestPlatform.create({ web: { ...server(web, 2), dependsOn: ['back'] }, back: server(back) });
  });

  afterAll(() => platform.remove());

  test('every command explains itself with an example', async () => {
    const { stdout } = await platform.nines('--help');
    const names = [...stdout.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, name = '']) => name).filter((n) => n !== 'help');
    const expected =
      'up down status describe logs events alert slo incident notify restart scale backup restore ' +
      'validate config render trust doctor token user';
    expect(names).toEqual(expected.split(' '));
    const helps = await Promise.all(names.map((name) => platform.nines(name, '--help')));
    for (const [index, { code, stdout: help }] of helps.entries()) {
      expect({ name: names[index], code }).toEqual({ name: names[index], code: 0 });
      expect(help).toMatch(new RegExp(`Examples?:\n {2}\\$ nines ${names[index] ?? ''}`));
    }
  });

  test.for([
    [['frobnicate'], /unknown command/],
    [['status', '--jsno'], /Did you mean --json/],
    [['logs'], /missing required argument/],
    [['logs', 'web', '--tail', 'many'], /--tail "many" is not a whole number/],
    [['logs', 'web', '--tail', '-1'], /--tail "-1" is not a whole number/],
    [['up', '--timeout', 'soon'], /--timeout "soon" is not a duration/],
    [['down', '--timeout', '5x'], /--timeout "5x" is not a duration/],
    [['scale', 'web', '-1'], /replicas "-1" is not a whole number/],
    [['scale', 'web', '1.5'], /replicas "1.5" is not a whole number/],
    [['scale', 'web', '2', '3'], /too many arguments/],
    [['status', '--file', '/nowhere/nines.yaml'], /does not exist/],
    [['status', '--file', '/proc'], /\/proc\/nines\.yaml does not exist/],
  ] as const)('%j is invalid input', async ([args, message]) => {
    const { code, stdout, stderr } = await platform.nines(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3); // what, perhaps a suggestion, where help is
  });

  test.for([
    ['status'],
    ['restart', 'web'],
    ['scale', 'web', '3'],
    ['logs', 'web'],
    ['describe', 'web'],
    ['events', '-f'],
  ])('%j says that nothing runs', async (args) => {
    const { code, stderr } = await platform.nines(...args);
    expect(code).toBe(4);
    expect(stderr).toMatch(/not running/);
  });

  test('status tells programs what would run', async () => {
    const { code, stdout } = await platform.nines('status', '--json');
    const absent = { kind: 'service', ready: 0, instances: [] };
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toStrictEqual({
      schemaVersion: 1,
      platform: 'trial',
      state: 'down',
      services: [
        { ...absent, name: 'web', url: `http://127.0.0.1:${ports[0]}`, desired: 2 },
        { ...absent, name: 'back', url: `http://127.0.0.1:${ports[1]}`, desired: 1 },
      ],
      system: [],
    });
  });

  test('down finds nothing to do', async () => {
    await expect(platform.nines('down')).resolves.toMatchObject({ code: 0, stderr: 'nothing runs here\n' });
  });

  test('doctor checks the machine', async () => {
    const { code, stdout } = await platform.nines('doctor', '--json');
    const { findings } = JSON.parse(stdout) as { findings: readonly { what: string; verdict: string }[] };
    expect(code).toBe(findings.some(({ verdict }) => verdict === 'missing') ? 1 : 0);
    expect(findings).toContainEqual(expect.objectContaining({ what: 'system', verdict: 'fine' }));
  });
});

test('a query of an objective that is no PromQL is a fault of the catalog', async () => {
  const platform = await TestPlatform.create({});
  const text = [
    'metadata: { name: trial }',
    'services:',
    '  web:',
    '    run: sleep 1',
    '    port: 18080',
    '    slos:',
    "      - { name: fresh, objective: 99%, window: 30d, sli: { ratio: { bad: 'sum(old_total', total: all_total } } }",
  ];
  await writeFile(join(platform.directory, 'nines.yaml'), text.join('\n'));
  for (const command of ['validate', 'up']) {
    const { code, stdout, stderr } = await platform.nines(command);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^nines\.yaml:7:\d+ error SLO_QUERY_SYNTAX web\/fresh: /m);
  }
  expect(platform.processes()).toEqual([]);
  await platform.remove();
});

test('every fault of a catalog is named at its place, and nothing is started', async () => {
  const platform = await TestPlatform.create({});
  const text = [
    'apiVersion: nines.dev/v1',
    'kind: Platform',
    'metadata: { name: trial }',
    'services:',
    '  web:',
    '    run: { command: no-such-program }',
    '    prot: 8080',
    '    dependsOn: [bakc]',
    '  back:',
    '    run: { command: sleep 1 }',
    '    replicas: { min: 3, max: 2 }',
  ];
  await writeFile(join(platform.directory, 'nines.yaml'), text.join('\n'));
  for (const command of ['validate', 'up', 'config']) {
    const { code, stdout, stderr } = await platform.nines(command);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const lines = stderr.trim().split('\n');
    expect(lines.at(-1)).toBe('4 faults; nothing was done');
    for (const line of lines.slice(0, -1))
      expect(line).toMatch(/^nines\.yaml:\d+:\d+ error CATALOG_[A-Z_]+ .+ \(.+\)$/);
    expect(stderr).toMatch(/^nines\.yaml:6:\d+ error CATALOG_COMMAND_NOT_FOUND /m);
    expect(stderr).toMatch(/^nines\.yaml:7:5 error CATALOG_UNKNOWN_KEY .*port/m);
    expect(stderr).toMatch(/^nines\.yaml:8:\d+ error CATALOG_UNKNOWN_SERVICE .*back/m);
    expect(stderr).toMatch(/^nines\.yaml:11:\d+ error CATALOG_REPLICAS_MIN_MAX /m);
  }
  expect(platform.processes()).toEqual([]);
  expect(await readdir(platform.directory)).toEqual(['nines.yaml']);
  await platform.remove();
});

describe('on a platform that is well', () => {
  let platform: TestPlatform;
  let ports: { web: number; back: number };

  beforeAll(async () => {
    const [web = 0, back = 0] = await freePorts(2);
    ports = { web, back };
    platform = await TestPlatform.create({}, { env: { TRIAL_TOKEN: TOKEN } });
    await platform.write(
      {
        web: { ...server(web, 2), dependsOn: ['back'], secrets: ['KEY', 'TOKEN', 'TOKEN_OF_FILE'] },
        back: server(back, 1, { 'sick-if': 'sick' }),
      },
      { secrets: { KEY: { generate: 32 }, TOKEN: { env: 'TRIAL_TOKEN' } } },
    );
    const ofFile = `# of the team\nexport TOKEN_OF_FILE="${TOKEN_OF_FILE}"\nTRIAL_TOKEN=loses\n`;
    await writeFile(join(platform.directory, '.env'), ofFile);
    await platform.up();
  });

  afterAll(() => platform.remove());

  test('status keeps its contract to the last key', async () => {
    await until('first sample of memory', async () => (await platform.instances('back'))[0]?.memoryBytes !== null);
    const { code, stdout } = await platform.nines('status', '--json');
    const instance = (id: string): Record<string, unknown> => ({
      id,
      pid: expect.any(Number) as number,
      state: 'ready',
      version: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      port: expect.any(Number) as number,
      restarts: 0,
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      nextTryAt: null,
      cpuCores: expect.toSatisfy((value) => value === null || typeof value === 'number') as number,
      memoryBytes: expect.any(Number) as number,
    });
    const ready = (name: string, url: string | null, ...ids: readonly string[]): Record<string, unknown> => ({
      name,
      kind: 'service',
      url,
      desired: ids.length,
      ready: ids.length,
      instances: ids.map(instance),
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toStrictEqual({
      schemaVersion: 1,
      platform: 'trial',
      state: 'ready',
      services: [
        ready('web', `http://127.0.0.1:${ports.web}`, 'web-0', 'web-1'),
        ready('back', `http://127.0.0.1:${ports.back}`, 'back-0'),
      ],
      system: [ready('mesh', null, 'mesh-0')],
    });
  });

  test('status shows people every instance', async () => {
    const { code, stdout } = await platform.nines('status');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^trial is ready$/m);
    expect(stdout).toMatch(new RegExp(`^web +http://127\\.0\\.0\\.1:${ports.web} +2/2 +web-0 +ready`, 'm'));
    expect(stdout).toMatch(/^ +web-1 +ready/m);
  });

  test('up finds nothing to change, also twice at once', async () => {
    const before = await platform.status();
    const outcomes = await Promise.all([platform.nines('up'), platform.nines('up', '--detach')]);
    for (const { code, stderr } of outcomes) {
      expect(code).toBe(0);
      expect(stderr).toContain('already running; nothing changed');
    }
    const pids = ({ services }: typeof before): unknown => services.map((s) => s.instances.map(({ pid }) => pid));
    expect(pids(await platform.status())).toEqual(pids(before));
  });

  test('describe finds nothing wrong, and tells of what happened', async () => {
    const { code, stdout } = await platform.nines('describe', 'web');
    expect(code).toBe(0);
    expect(stdout).toContain('nothing is wrong');
    expect(stdout).toMatch(/web-0 instance\.ready/);
    expect(stdout).toMatch(/web-1 hello/);
  });

  test('logs tells instances and streams apart, and shows as much as is asked for', async () => {
    await ask(ports.back, '/first');
    await ask(ports.back, '/second');
    const { stdout } = await until('both lines are written', async () => {
      const answer = await platform.nines('logs', 'back');
      return answer.stdout.includes('/second') && answer;
    });
    expect(stdout).toMatch(/^back-0 ! hello$/m);
    expect(stdout).toMatch(/^back-0 {3}asked for \/first$/m);
    const tail = await platform.nines('logs', 'back', '--tail', '1');
    expect(tail.stdout).not.toContain('/first');
    expect(tail.stdout).toContain('/second');
  });

  test('logs --follow goes on until Ctrl-C', async () => {
    const following = platform.start('logs', 'back', '--follow', '--tail', '0');
    await until('a new line is shown', async () => {
      await ask(ports.back, '/while-following');
      return following.output().stdout.includes('asked for /while-following');
    });
    following.child.kill('SIGINT');
    await expect(following.ended).resolves.toMatchObject({ code: 0, stderr: '' });
  });

  test('restart replaces every instance, and events tells how', async () => {
    const following = platform.start('events', '--follow', '--json');
    const before = (await platform.instances('web')).map(({ pid }) => pid);
    await expect(platform.nines('restart', 'web')).resolves.toMatchObject({ code: 0 });
    await until('both are replaced', async () => {
      const instances = await platform.instances('web');
      return instances.length === 2 && instances.every((i) => i.state === 'ready' && !before.includes(i.pid));
    });
    const followed = (): readonly { type: string; subject: string }[] =>
      following
        .output()
        .stdout.split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { type: string; subject: string });
    const starts = (): readonly unknown[] =>
      followed().filter(({ type, subject }) => type === 'instance.started' && subject.startsWith('web-'));
    await until('all four starts were told of', () => starts().length >= 4);
    following.child.kill('SIGINT');
    expect((await following.ended).code).toBe(0);
    expect(starts()).toHaveLength(4);
    expect(await platform.events()).toEqual(expect.arrayContaining([...followed()]));
  });

  test('scale goes as far as the catalog lets it', async () => {
    await expect(platform.nines('scale', 'back', '2')).resolves.toMatchObject({ code: 0 });
    await until('two are ready', async () => (await platform.service('back')).ready === 2);
    const tooMany = await platform.nines('scale', 'back', '4');
    expect(tooMany.code).toBe(2);
    expect(tooMany.stderr).toContain('RUNTIME_TOO_MANY_REPLICAS "back" may have 3 replicas, not 4; raise replicas.max');
    const own = await platform.nines('scale', 'mesh', '0');
    expect(own.code).toBe(2);
    expect(own.stderr).toContain('RUNTIME_OURS');
    await platform.nines('scale', 'back', '1');
    await until('one is left', async () => (await platform.instances('back')).length === 1);
  });

  test.for([
    ['scale', 'bakc', '1'],
    ['restart', 'bakc'],
    ['logs', 'bakc'],
    ['describe', 'bakc'],
  ])('%j lists the services there are', async (args) => {
    const { code, stderr } = await platform.nines(...args);
    expect(code).toBe(2);
    expect(stderr).toContain('RUNTIME_UNKNOWN_SERVICE there is no service "bakc"; there are web, back');
  });

  test('a service that is away makes it degraded, and describe says why', async () => {
    const sick = join(platform.directory, 'sick');
    await writeFile(sick, '');
    await until('it is degraded', async () => (await platform.status()).state === 'degraded');
    await expect(platform.nines('status')).resolves.toMatchObject({ code: 3 });
    const { code, stdout } = await platform.nines('describe', 'back');
    expect(code).toBe(3);
    expect(stdout).toContain('it runs, but its readiness probe does not succeed');
    await rm(sick);
    await until('it is well again', async () => (await platform.nines('status')).code === 0);
  });

  test('no secret is shown anywhere', async () => {
    const key = (await readFile(platform.state('secrets', 'KEY'), 'utf8')).trim();
    expect(key.length).toBeGreaterThanOrEqual(32);
    expect(await readFile(platform.state('secrets', 'TOKEN'), 'utf8')).toBe(TOKEN);
    expect(await readFile(platform.state('secrets', 'TOKEN_OF_FILE'), 'utf8')).toBe(TOKEN_OF_FILE);
    expect((await stat(platform.state('secrets', 'TOKEN_OF_FILE'))).mode & 0o777).toBe(0o600);
    const commands = [
      ['config'],
      ['config', '--json'],
      ['status', '--json'],
      ['events', '--json'],
      ['describe', 'web'],
    ];
    const outputs = await Promise.all(commands.map((args) => platform.nines(...args)));
    const files = await Promise.all(
      ['events', 'logs', 'run'].map(async (folder) => {
        const entries = await readdir(platform.state(folder), { recursive: true, withFileTypes: true });
        const plain = entries.filter((entry) => entry.isFile());
        // What is only just being replaced is gone again: its successor is read.
        return Promise.all(plain.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8').catch(() => '')));
      }),
    );
    const shown = [
      ...outputs.map(({ stdout, stderr }) => stdout + stderr),
      ...files.flat(),
      ...platform.processes().map(({ command }) => command),
    ];
    expect(shown.length).toBeGreaterThan(15);
    for (const text of shown) {
      expect(text).not.toContain(key);
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain(TOKEN_OF_FILE);
    }
  });
});

describe('on a platform that does not come up', () => {
  let platform: TestPlatform;
  let upcoming: Awaited<ReturnType<TestPlatform['nines']>>;

  beforeAll(async () => {
    const [never = 0, waits = 0] = await freePorts(2);
    platform = await TestPlatform.create({
      quits: { run: { command: 'true' }, restart: { initial: '30s', cap: '30s' } },
      broken: { run: { command: `${process.execPath} broken.mjs` } },
      never: server(never, 1, { 'ready-after': 600_000 }),
      waits: { ...server(waits), dependsOn: ['never'] },
    });
    await writeFile(join(platform.directory, 'broken.mjs'), "import 'a-module-that-nobody-installed';");
    upcoming = await platform.nines('up', '--detach', '--timeout', '3s');
  });

  afterAll(() => platform.remove());

  test('up says what is missing, and that it goes on trying', () => {
    expect(upcoming.code).toBe(5);
    expect(upcoming.stderr).toMatch(/not everything is ready after \d\.\d s; it goes on trying/);
    expect(upcoming.stderr).toMatch(/^quits-0: crashed; next try at .*nines describe quits/m);
    expect(upcoming.stderr).toMatch(/^never-0: runs, but is not ready yet/m);
    expect(upcoming.stderr).toMatch(/^waits-0: waits until something that it depends on is ready/m);
  });

  test('status calls it starting, and is not content', async () => {
    const { code, stdout } = await platform.nines('status', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'starting' });
  });

  test.for([
    ['quits', /its command ends by itself without an error/],
    ['broken', /a module that it imports is not installed\n.*broken-0 wrote: .*a-module-that-nobody-installed/],
    ['waits', /it depends on never, of which nothing is ready/],
    ['never', /readiness probe does not succeed/],
  ] as const)('describe knows the likely cause for %s', async ([name, cause]) => {
    const { code, stdout } = await platform.nines('describe', name);
    expect(code).toBe(3);
    expect(stdout.slice(stdout.indexOf('likely cause')).split('\n\n')[0]).toMatch(cause);
  });

  test('down ends it, and once more does no harm', async () => {
    await expect(platform.nines('down')).resolves.toMatchObject({ code: 0 });
    await expect(platform.nines('down')).resolves.toMatchObject({ code: 0 });
    expect(await platform.leftOver()).toEqual([]);
  });
});
