import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { debianSource } from './debian-source.ts';
import { locateTools } from './locate-tools.ts';
import { provideTools } from './provide-tools.ts';
import type { ProvideOptions } from './provide-tools.ts';
import { TOOL_NAMES } from './tool.ts';
import type { Sandbox } from './toolbox.testing.ts';
import { createSandbox, serve } from './toolbox.testing.ts';

let sandbox: Sandbox;

beforeEach(() => {
  sandbox = createSandbox();
});

afterEach(() => {
  sandbox[Symbol.dispose]();
});

function optionsWith(path: string): ProvideOptions {
  const { cacheDirectory } = sandbox;
  const signal = new AbortController().signal;
  return { environment: { PATH: path }, cacheDirectory, signal, sources: [debianSource] };
}

describe('with an apt of our own', () => {
  /** Stands in for apt-get and dpkg-deb; a package is a file that holds its own name. */
  async function installApt(apt: string, dpkg = UNPACK): Promise<ProvideOptions> {
    for (const [name, text] of Object.entries({ 'apt-get': apt, 'dpkg-deb': dpkg })) {
      await writeFile(join(sandbox.bin, name), `#!/bin/sh\nexec 2>&1\n${text}`);
      await chmod(join(sandbox.bin, name), 0o755);
    }
    return { ...optionsWith(`${sandbox.bin}:/bin`), tools: ['alertmanager', 'amtool', 'node-exporter'] };
  }

  const SKIP_OPTIONS = 'while [ "$1" != update ] && [ "$1" != download ]; do shift; done\n';
  const UNPACK = `mkdir -p "$3/usr/bin" "$3/usr/share/prometheus/alertmanager"
for program in prometheus-alertmanager:alertmanager amtool:amtool prometheus-node-exporter:node_exporter; do
  printf '#!/bin/sh\\necho "%s, version 9.9.9"\\n' "\${program#*:}" > "$3/usr/bin/\${program%:*}"
  chmod +x "$3/usr/bin/\${program%:*}"
done
`;

  test('asks for all packages in one run', async () => {
    const log = join(sandbox.directory, 'log');
    const options = await installApt(
      `${SKIP_OPTIONS}echo "$@" >> ${log}\n[ $1 = update ] && exit\nshift\nfor name; do echo > "\${name}_1_all.deb"; done\n`,
    );
    const said: string[] = [];
    const reports = await provideTools({ ...options, progress: (text) => said.push(text) });
    expect(reports).toMatchObject(Array(3).fill({ origin: 'fetched', source: 'debian', version: '9.9.9' }));
    expect(said).toEqual(['fetching prometheus-alertmanager, prometheus-node-exporter from Debian…']);
  });

  test('Prometheus brings what its pages need of other packages, which may be missing', async () => {
    const log = join(sandbox.directory, 'log');
    const apt = `${SKIP_OPTIONS}[ $1 = update ] && exit\nshift\necho "$@" >> ${log}
      case "$*" in *fonts-gone*) echo 'E: Unable to locate package fonts-gone'; [ $# = 1 ] && exit 100;; esac
      for name; do echo > "\${name}_1_all.deb"; done\n`;
    const dpkg = `if [ $1 = --field ]; then
        case $2 in
          */prometheus_*) echo 'adduser, fonts-gone | fonts-other, libjs-d3 (>= 3), libc6';;
          */libjs-d3_*) echo 'libjs-deep, libjs-d3';;
        esac
        exit
      fi
      mkdir -p "$3/usr/bin" "$3/usr/share/prometheus/web/static/js"
      printf '#!/bin/sh\\necho "prometheus, version 9.9.9"\\n' > "$3/usr/bin/prometheus"
      chmod +x "$3/usr/bin/prometheus"
      touch "$3/usr/share/prometheus/web/static/js/$(basename $2)"\n`;
    const options = { ...(await installApt(apt, dpkg)), tools: ['prometheus'] as const };
    expect(await provideTools(options)).toMatchObject([{ origin: 'fetched', source: 'debian', version: '9.9.9' }]);
    expect((await readFile(log, 'utf8')).split('\n')).toEqual([
      'prometheus',
      'fonts-gone libjs-d3',
      'fonts-gone',
      'libjs-d3',
      'libjs-deep',
      '',
    ]);
    const kept = sandbox.cached().map((file) => basename(file));
    expect(kept).toEqual(
      expect.arrayContaining(['prometheus_1_all.deb', 'libjs-d3_1_all.deb', 'libjs-deep_1_all.deb']),
    );
  });

  test('a package that is not there does not keep the others from arriving', async () => {
    const options = await installApt(`${SKIP_OPTIONS}
      case "$*" in *node-exporter*) echo 'E: Unable to locate package prometheus-node-exporter'; exit 100;; esac
      [ $1 = update ] || echo > "$2_1_all.deb"\n`);
    const reports = await provideTools(options);
    expect(reports.map(({ problem }) => problem?.code)).toEqual([undefined, undefined, 'TOOL_NOT_PACKAGED']);
  });

  test('says that there is no network, without the password of the proxy', async () => {
    const options = await installApt(`${SKIP_OPTIONS}
      if [ $1 = update ]; then
        echo 'W: Failed to fetch http://ana:s3cret@deb.test/InRelease  Could not connect to 127.0.0.1:9'
      else
        echo "E: Unable to locate package $2"; exit 100
      fi\n`);
    const reports = await provideTools(options);
    for (const { problem } of reports) {
      expect(problem?.code).toBe('TOOL_NETWORK');
      expect(problem?.message).toContain('Failed to fetch http://deb.test/InRelease');
    }
  });

  test.each([
    ['TOOL_DISK_FULL', 'dpkg-deb: error: failed to write: No space left on device'],
    ['TOOL_FETCH_FAILED', 'dpkg-deb: error: not a Debian format archive'],
  ])('says %s for %j', async (code, complaint) => {
    const apt = `${SKIP_OPTIONS}[ $1 = update ] && exit\nshift\nfor name; do echo > "\${name}_1_all.deb"; done\n`;
    const options = await installApt(apt, `echo '${complaint}'\nexit 2\n`);
    const reports = await provideTools(options);
    expect(reports.map(({ problem }) => problem?.code)).toEqual([code, code, code]);
    expect(sandbox.cached()).toEqual([]);
  });

  test('ends an apt that hangs', async () => {
    const options = await installApt('exec sleep 60');
    const reports = await provideTools({ ...options, timeoutMs: 300 });
    expect(reports.map(({ problem }) => problem?.code)).toEqual(Array(3).fill('TOOL_TIMED_OUT'));
    expect(sandbox.cached()).toEqual([]);
  });

  test('says which program is missing', async () => {
    const options = { ...optionsWith(sandbox.bin), tools: ['amtool'] as const };
    const [report] = await provideTools(options);
    expect(report?.problem?.message).toContain('there is no apt-get on PATH');
  });
});

test('real packages: fetched once, unpacked, found again within 30 ms', { timeout: 120_000 }, async (ctx) => {
  await access('/usr/bin/apt-get').catch(() => ctx.skip('there is no apt here'));
  const options = optionsWith('/usr/bin:/bin');
  const reports = await provideTools(options);
  if (reports.some(({ problem }) => problem?.code === 'TOOL_NETWORK'))
    ctx.skip('the package sources cannot be reached');
  expect(reports.filter(({ problem }) => problem !== undefined)).toEqual([]);
  const times: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    const startedAt = performance.now();
    expect(await locateTools(options)).toHaveLength(TOOL_NAMES.length);
    times.push(performance.now() - startedAt);
  }
  expect(Math.min(...times)).toBeLessThan(30);
  expect(await firstWords(reports[2]?.path ?? '')).toContain('Listening');
  expect(await faultyPages(reports[0]?.path ?? '')).toEqual([]);
});

/** Pages of Prometheus that do not answer with 200, and of what they refer to likewise. */
async function faultyPages(prometheus: string): Promise<readonly string[]> {
  await using reserved = await serve(() => undefined);
  const { host, origin } = new URL(reserved.url);
  await reserved[Symbol.asyncDispose]();
  const config = join(sandbox.directory, 'prometheus.yml');
  await writeFile(config, '{}');
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${sandbox.directory}/tsdb`,
    `--web.listen-address=${host}`,
  ];
  const limit = { signal: AbortSignal.timeout(30_000), killSignal: 'SIGKILL' } as const;
  const child = spawn(prometheus, args, { ...limit, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  try {
    for await (const line of createInterface({ input: child.stderr })) {
      if (/ready to receive web requests|err=/.test(line)) break;
    }
    const pages = [...(await referredTo(`${origin}/`)), '/graph'].filter((address) => !address.includes('/static/'));
    const referred = await Promise.all(pages.map((page) => referredTo(new URL(page, origin).href)));
    const addresses = [...new Set(referred.flat())].map((address) => new URL(address, origin).href);
    expect(addresses.length).toBeGreaterThan(20);
    return (await Promise.all(addresses.map(complaintAbout))).flat();
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

async function referredTo(page: string): Promise<readonly string[]> {
  const text = await (await fetch(page)).text();
  const referred = [...text.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, address = '']) => address);
  return [page, ...referred];
}

async function complaintAbout(address: string): Promise<readonly string[]> {
  const response = await fetch(address);
  await response.arrayBuffer();
  return response.status === 200 ? [] : [`${response.status} ${address}`];
}

/** What Alertmanager says until it listens or gives up. */
async function firstWords(alertmanager: string): Promise<string> {
  const config = join(sandbox.directory, 'alertmanager.yml');
  await writeFile(config, 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n');
  const data = `--storage.path=${sandbox.directory}/data`;
  const args = [`--config.file=${config}`, data, '--web.listen-address=127.0.0.1:0', '--cluster.listen-address='];
  const limit = { signal: AbortSignal.timeout(20_000), killSignal: 'SIGKILL' } as const;
  const child = spawn(alertmanager, args, { ...limit, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  let said = '';
  for await (const line of createInterface({ input: child.stderr })) {
    said += `${line}\n`;
    if (/Listening|err=/.test(line)) break;
  }
  child.kill('SIGKILL');
  await exited;
  return said;
}
