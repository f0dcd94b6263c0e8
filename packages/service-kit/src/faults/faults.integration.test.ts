import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, vi } from 'vitest';

const MEBIBYTE = 2 ** 20;
/** The machine may be busy. */
const WITHIN = { timeout: 20_000 };
const TOKEN = 'a-token-for-faults-of-32-characters';
const SERVICE = `
  import { startService } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)};
  const config = { HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'info', NINES_FAULT_TOKEN: '${TOKEN}' };
  await startService({ name: 'test', config, routes: (app) => {
    app.get('/', () => ({ port: app.server.address().port }));
    app.addHook('onListen', () => console.log(JSON.stringify({ msg: 'port', port: app.server.address().port })));
  } });
`;

let child: ChildProcess | undefined;

interface Line {
  readonly msg: string;
  readonly port?: number;
}

/** A service in a process of its own; `lines` grows with its log. */
async function start() {
  const started = spawn(process.execPath, ['--input-type=module', '--eval', SERVICE], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  const lines: Line[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    started.once('exit', () => reject(new Error('ended before it listened')));
    createInterface({ input: started.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Line;
      lines.push(line);
      if (line.port !== undefined) resolve(line.port);
    });
  });
  const ask = (method: string, body?: unknown): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/faults`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { process: started, lines, ask, url: `http://127.0.0.1:${port}/` };
}

afterEach(() => {
  child?.kill('SIGKILL');
});

/** CPU time of a process with all its threads, in hundredths of a second. @see proc_pid_stat(5), fields 14 and 15 */
async function cpuTicks(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** @see proc_pid_status(5), `VmRSS` */
async function residentBytes(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]) * 1_024;
}

/** CPU that a process uses during `ms`, as a share of one core. */
async function cpuShare(pid: number | undefined, ms: number): Promise<number> {
  const [before, beganAt] = [await cpuTicks(pid), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ((await cpuTicks(pid)) - before) / ((performance.now() - beganAt) / 10);
}

describe('the fault "cpu"', () => {
  it('keeps a core busy without holding up requests, until it is taken back', async () => {
    const { process: service, ask, url } = await start();
    const before = await cpuTicks(service.pid);
    await ask('PUT', { fault: 'cpu', percent: 60 });
    // Time, not a share of it: others may want the cores as well.
    await vi.waitFor(async () => expect((await cpuTicks(service.pid)) - before).toBeGreaterThan(100), WITHIN);
    expect((await fetch(url)).status).toBe(200);
    await ask('DELETE');
    await vi.waitFor(async () => expect(await cpuShare(service.pid, 500)).toBeLessThan(0.1), WITHIN);
  });
});

describe('the fault "leak"', () => {
  it('gives its memory back to the machine as soon as it is taken back', async () => {
    const { process: service, ask } = await start();
    const beforeBytes = await residentBytes(service.pid);
    const grownBytes = async (): Promise<number> => (await residentBytes(service.pid)) - beforeBytes;
    await ask('PUT', { fault: 'leak', bytesPerSecond: 512 * MEBIBYTE, maxBytes: 256 * MEBIBYTE });
    await vi.waitFor(async () => expect(await grownBytes()).toBeGreaterThan(256 * MEBIBYTE), WITHIN);
    await ask('DELETE');
    expect(await grownBytes()).toBeLessThan(64 * MEBIBYTE);
  });
});

describe('the fault "crash"', () => {
  it('ends the process as a bug does, after it has answered', async () => {
    const { process: service, lines, ask } = await start();
    const exited = once(service, 'exit');
    expect((await ask('PUT', { fault: 'crash' })).status).toBe(200);
    expect(await exited).toEqual([1, null]);
    expect(lines.map(({ msg }) => msg)).toContain('Crashed');
  });

  it('does nothing once it was taken back', async () => {
    const { process: service, ask, url } = await start();
    await ask('PUT', { fault: 'crash', delayMs: 1_000 });
    await ask('DELETE');
    await new Promise((resolve) => setTimeout(resolve, 1_500)); // the time at which it would have crashed
    expect(service.exitCode).toBeNull();
    expect((await fetch(url)).status).toBe(200);
  });
});
