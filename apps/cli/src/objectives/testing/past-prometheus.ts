/** A real Prometheus that remembers a past that was made up. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { testTool } from '@nines/testkit/tools';

const run = promisify(execFile);

const READY_MS = 20_000;

export interface PastPrometheus {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param openMetrics - samples with their moments, without the closing line. @see OpenMetrics 1.0, "Text format" */
export async function startPastPrometheus(openMetrics: string): Promise<PastPrometheus> {
  const [promtool, prometheus] = [await testTool('promtool'), await testTool('prometheus')];
  const directory = await mkdtemp(join(tmpdir(), 'nines-past-'));
  const data = join(directory, 'data');
  await writeFile(join(directory, 'past.txt'), `${openMetrics}\n# EOF\n`);
  await writeFile(join(directory, 'prometheus.yml'), '{}');
  await run(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', 'past.txt', data], { cwd: directory });
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    prometheus,
    [
      '--config.file=prometheus.yml',
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=1y',
      `--web.listen-address=${new URL(url).host}`,
    ],
    { cwd: directory, stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  const deadline = performance.now() + READY_MS;
  while (!(await isReady(url))) {
    if (performance.now() > deadline || child.exitCode !== null) {
      await stop();
      throw new Error('Prometheus did not get ready');
    }
    await sleep(50);
  }
  return { url, stop };
}

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
  return answer?.ok === true;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
