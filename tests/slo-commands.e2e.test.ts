/** What commands about objectives carry over, what they refuse, and in which words. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complete } from '../bench/harness/processes.ts';
import { DOCUMENTS } from './objectives/documents.ts';
import { TestPlatform } from './platform/test-platform.ts';

const MIB = 2 ** 20;

let platform: TestPlatform;

beforeAll(async () => {
  platform = await TestPlatform.create({});
  for (const [kind, text] of Object.entries(DOCUMENTS)) await write(`${kind}.yaml`, text);
});

afterAll(() => platform.remove());

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(platform.directory, name), text);
}

test('rules of several files are one file, of which one objective can be chosen', async () => {
  await write('other.yaml', DOCUMENTS.sloth.replace('name: errors', 'name: others'));
  const files = ['sloth.yaml', 'other.yaml'];
  const both = await platform.nines('slo', 'rules', ...files, '--format', 'json');
  expect(both.stdout).toMatch(/"slo": "errors"[^]*"slo": "others"/);
  const one = await platform.nines('slo', 'rules', ...files, '--format', 'json', '--slo', 'checkout/others');
  expect(one.stdout).not.toContain('"slo": "errors"');
  const twice = await platform.nines('slo', 'rules', 'sloth.yaml', 'openslo.yaml');
  expect(twice).toMatchObject({ code: 2, stdout: '' });
  expect(twice.stderr).toMatch(/^openslo\.yaml:\d+:\d+ error SLO_DUPLICATE_OBJECTIVE .*sloth\.yaml:4/m);
});

test('every fault is told at its place, and nothing is printed that could be loaded', async () => {
  const [head = '', slo = ''] = DOCUMENTS.sloth.split(/(?<=slos:\n)/);
  await write('faulty.yaml', head + slo.replace('objective: 99.9', 'objective: 101') + slo.replace('sli:', 'slii:'));
  const { code, stdout } = await platform.nines('slo', 'check', '--file', 'faulty.yaml');
  expect(code).toBe(2);
  const lines = stdout.trim().split('\n');
  for (const line of lines) expect(line).toMatch(/^faulty\.yaml:\d+:\d+ (?:error|warning) [A-Z_]+ .+/);
  expect(stdout).toMatch(/^faulty\.yaml:5:\d+ error /m);
  expect(stdout).toMatch(/^faulty\.yaml:13:\d+ error .*`sli`/m);
  const commands = ['rules', 'import', 'backtest'];
  const refusals = commands.map((command) => platform.nines('slo', command, '--file', 'faulty.yaml'));
  for (const refused of await Promise.all(refusals)) {
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^faulty\.yaml:5:\d+ error [^]*nothing was done/m);
  }
});

test('a doubt is no fault', async () => {
  await write(
    'low.yaml',
    DOCUMENTS.sloth.replace('objective: 99.9', 'objective: 90').replace('name: errors', 'name: low'),
  );
  const { code, stdout, stderr } = await platform.nines('slo', 'check', 'low.yaml', 'sloth.yaml');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^low\.yaml:\d+:\d+ warning SLO_TIER_CANNOT_FIRE /m);
  expect(stderr).toMatch(/objectives, no errors, \d+ warnings?/);
  const json = await platform.nines('slo', 'check', 'low.yaml', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({
    objectives: 1,
    findings: expect.arrayContaining([expect.objectContaining({ code: 'SLO_TIER_CANNOT_FIRE' })]) as unknown,
  });
});

test('what is imported promises the same, and so does what is exported', async () => {
  const imported = await platform.nines('slo', 'import', '--file', 'pyrra.yaml');
  expect(imported.stdout).toMatch(/^apiVersion: openslo\/v1$/m);
  const exported = await platform.nines('slo', 'export', '--file', 'nines.yaml');
  expect([imported.code, exported.code]).toEqual([0, 0]);
  await write('imported.yaml', imported.stdout);
  await write('exported.yaml', exported.stdout);
  const rules = await Promise.all(
    ['pyrra.yaml', 'imported.yaml', 'nines.yaml', 'exported.yaml'].map((file) =>
      platform.nines('slo', 'rules', '--file', file, '--format', 'json'),
    ),
  );
  expect(rules[1]?.stdout).toBe(rules[0]?.stdout);
  expect(rules[3]?.stdout).toBe(rules[2]?.stdout);
});

test('faults of a scenario are told at their places', async () => {
  await write('scenario.yaml', '- { for: soon }\n- { for: 1h, errorRatio: 7 }\n');
  const args = ['slo', 'backtest', '--file', 'openslo.yaml', '--scenario', 'scenario.yaml'];
  const { code, stdout, stderr } = await platform.nines(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^scenario\.yaml:1:\d+ error SCENARIO_[^]*^scenario\.yaml:2:\d+ error SCENARIO_/m);
});

test('the past is asked of a Prometheus that answers, or of that of a platform that runs', async () => {
  const args = ['slo', 'backtest', '--file', 'openslo.yaml'];
  await expect(platform.nines(...args)).resolves.toMatchObject({
    code: 4,
    stderr: expect.stringContaining('--prometheus') as string,
  });
  await expect(platform.nines(...args, '--prometheus', 'http://127.0.0.1:9')).resolves.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('CLI_NO_PROMETHEUS') as string,
  });
});

describe('files that are none', () => {
  beforeAll(async () => {
    await mkdir(join(platform.directory, 'folder'));
    await write('binary', 'slo\0');
    await writeFile(join(platform.directory, 'latin'), Buffer.from([0x6e, 0xe9, 0x6e]));
    await write('large', 'x'.repeat(11 * MIB));
    await complete('mkfifo', [join(platform.directory, 'pipe')]);
  });

  test.concurrent.for([
    ['nowhere.yaml', /does not exist/],
    ['folder', /folder\/nines\.yaml does not exist/],
    ['openslo.yaml/x', /does not exist/],
    ['binary', /is not text/],
    ['latin', /is not text/],
    ['large', /has 11 MiB; at most 10 MiB are read/],
    ['pipe', /is no regular file/],
  ] as const)('%s is refused in a sentence', async ([file, message]) => {
    const { code, stdout, stderr } = await platform.nines('slo', 'rules', '--file', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

test.concurrent.for([
  ['an alias bomb', bomb()],
  ['nothing', ''],
  ['a list of lists', '['.repeat(100_000)],
  ['another kind', 'apiVersion: v1\nkind: ConfigMap\n'],
  ['an unknown version', DOCUMENTS.openslo.replace('openslo/v1', 'openslo/v7')],
  ['no number', DOCUMENTS.openslo.replace('target: 0.999', 'target: .nan')],
  ['a negative number', DOCUMENTS.sloth.replace('99.9', '-3')],
  ['a huge number', DOCUMENTS.sloth.replace('99.9', '1e999')],
  ['a catalog of nothing', 'apiVersion: nines.dev/v1\nkind: Platform\n'],
] as const)('%s is a finding, and no stack trace', async ([what, text]) => {
  const file = `${what.replaceAll(' ', '-')}.yaml`;
  await write(file, text);
  const { code, stdout, stderr } = await platform.nines('slo', 'check', '--file', file);
  expect(code).toBe(2);
  expect(stdout).toMatch(new RegExp(`^${file}:\\d+:\\d+ error [A-Z_]+ `, 'm'));
  expect(stdout + stderr).not.toMatch(/ at .*\.ts:|not expected/);
});

test.concurrent.for([
  [['slo', 'show'], /missing required argument/],
  [['slo', 'show', 'errors'], /write SERVICE\/NAME/],
  [['slo', 'rules', 'sloth.yaml', '--format', 'xml'], /there are yaml and json/],
  [['slo', 'rules', 'sloth.yaml', '--slo', 'error'], /there are checkout\/errors/],
  [['slo', 'backtest', 'sloth.yaml', '--prometheus', '9090'], /is no address/],
  [['slo', 'backtest', 'sloth.yaml', '--prometheus', 'http://x', '--last', '1s'], /one minute to 400 days/],
  [['slo', 'backtest', 'sloth.yaml', '--scenario', 'nowhere'], /nowhere does not exist/],
  [['slo', 'review', '--month', 'november'], /write for example 2026-11/],
  [['slo', 'review', 'a/b', '--sign-off'], /needs --by/],
] as const)('%j is invalid input', async ([args, message]) => {
  const { code, stdout, stderr } = await platform.nines(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test.for([[['slo', 'list']], [['slo', 'show', 'a/b']], [['slo', 'review']]] as const)(
  '%j says that nothing runs',
  async ([args]) => {
    await expect(platform.nines(...args)).resolves.toMatchObject({
      code: 4,
      stderr: expect.stringContaining('not running') as string,
    });
  },
);

/** Two to the 30th names, in thirty lines. */
function bomb(): string {
  const lines = Array.from({ length: 30 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`);
  return ['a0: &a0 x', ...lines].join('\n');
}
