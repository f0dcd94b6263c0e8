import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testTool } from '@nines/testkit/tools';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyPart } from './apply-part.ts';
import type { ApplyOutcome } from './apply-part.ts';

const CONFIGURATION = 'prometheus/prometheus.yml';
const RULES = 'prometheus/rules/some.json';

const rulesWith = (expr: string): string =>
  JSON.stringify({ groups: [{ name: 'some', rules: [{ record: 'some:thing', expr }] }] });

let promtool: string;
let directory: string;
let prometheus: Server;
let reloads: number;
let accepts: boolean;

beforeAll(async () => {
  promtool = await testTool('promtool');
}, 120_000);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nines-configuration-'));
  reloads = 0;
  accepts = true;
  prometheus = createServer((request, response) => {
    if (request.url === '/-/reload') reloads += 1;
    response.end(`prometheus_config_last_reload_successful ${accepts ? 1 : 0}\n`);
  });
  prometheus.listen(0, '127.0.0.1');
  await once(prometheus, 'listening');
});

afterEach(async () => {
  prometheus.close().closeAllConnections();
  await rm(directory, { recursive: true });
});

function apply(expr: string, checker = promtool, checkTimeoutMs = 20_000): Promise<ApplyOutcome> {
  const files = new Map([
    [RULES, rulesWith(expr)],
    [CONFIGURATION, JSON.stringify({ rule_files: ['rules/*.json'] })],
  ]);
  const ports = { 'nines-prometheus': (prometheus.address() as AddressInfo).port };
  const signal = AbortSignal.timeout(20_000);
  const tools = { promtool: checker };
  const options = { directory, tools, ports, signal, checkTimeoutMs, reloadAnyway: false };
  return applyPart({ part: 'prometheus', files, followed: new Map() }, options);
}

const rules = (): Promise<string> => readFile(join(directory, RULES), 'utf8');

describe('a configuration', () => {
  it('is put into effect, readable by nobody else, and only where it differs', async () => {
    expect(await apply('up')).toEqual({ result: 'applied', verified: true });
    expect((await stat(join(directory, RULES))).mode & 0o777).toBe(0o600);
    expect(await apply('up')).toEqual({ result: 'unchanged', verified: false });
    expect(reloads).toBe(1);
  });

  it('that makes no sense never replaces a good one', async () => {
    await apply('up');
    const outcome = await apply('up ==');
    expect(outcome.result === 'refused' && outcome.reason).toContain('parse error');
    expect(await rules()).toBe(rulesWith('up'));
    expect(reloads).toBe(1);
    expect(await readdir(directory)).toEqual(['prometheus']);
  });

  it('that is refused at its reload gives way to the last good one', async () => {
    await apply('up');
    accepts = false;
    expect(await apply('down')).toMatchObject({ result: 'refused' });
    expect(await rules()).toBe(rulesWith('up'));
    expect(reloads).toBe(3);
  });

  it.each([
    { what: 'is not there', script: undefined, how: 'ENOENT' },
    { what: 'is killed', script: 'kill -9 $$', how: 'SIGKILL' },
    { what: 'hangs', script: 'exec sleep 30', how: 'took too long' },
  ])('is not refused because who checks it $what', async ({ script, how }) => {
    const checker = join(directory, 'promtool');
    if (script !== undefined) await writeFile(checker, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
    await expect(apply('up', checker, 500)).rejects.toMatchObject({
      code: 'SERVER_CHECK_FAILED',
      message: expect.stringContaining(how) as string,
    });
    expect((await readdir(directory)).filter((name) => name !== 'promtool')).toEqual([]);
    expect(await apply('up')).toMatchObject({ result: 'applied' });
  });
});
