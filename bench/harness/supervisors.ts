/** The process supervisors that are compared: each runs the same server under the same Node, one at a time. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchPm2, findRunit, findSupervisor } from './peer-programs.ts';
import { BenchPlatform } from './platform.ts';
import { freePorts } from '@nines/testkit/ports';
import { complete, end, start } from './processes.ts';

const SERVER = join(import.meta.dirname, '..', 'fixtures', 'server', 'server.cjs');

/** A supervisor that runs the server on `port`. */
export interface RunningSupervisor {
  /** The server's own port. */
  readonly port: number;
  /** Ends supervisor and server. */
  readonly stop: () => Promise<void>;
}

/** Starts a supervisor with the server on a port of its choice. */
export type StartSupervisor = () => Promise<RunningSupervisor>;

/** Those that take part, by name. Fetches what is missing. */
export async function findSupervisors(): Promise<Readonly<Record<string, StartSupervisor>>> {
  const runit = await findRunit();
  const pm2 = await fetchPm2();
  const supervisord = await findSupervisor();
  return {
    nines: startNines,
    runit: () => startRunit(runit),
    pm2: () => startPm2(pm2),
    supervisord: () => startSupervisord(supervisord),
  };
}

async function startNines(): Promise<RunningSupervisor> {
  const [port = 0, stablePort = 0, ingressPort = 0] = await freePorts(3);
  const catalog = {
    apiVersion: 'nines.dev/v1',
    kind: 'Platform',
    monitoring: { enabled: false },
    metadata: { name: 'recovery' },
    ingress: { http: ingressPort },
    services: {
      web: {
        run: { command: `${process.execPath} ${SERVER} ${port}` },
        port: stablePort,
        listens: { fixed: port },
        health: { readiness: '/' },
      },
    },
  };
  const platform = await BenchPlatform.create(JSON.stringify(catalog));
  try {
    await platform.up();
  } catch (error) {
    await platform.remove();
    throw error;
  }
  return { port, stop: () => platform.remove() };
}

async function startRunit(runit: {
  readonly runsvdir: string;
  readonly directory: string;
}): Promise<RunningSupervisor> {
  const [port = 0] = await freePorts(1);
  const directory = await mkdtemp(join(tmpdir(), 'nines-runit-'));
  await mkdir(join(directory, 'web'));
  const script = join(directory, 'web', 'run');
  await writeFile(script, `#!/bin/sh\nexec ${process.execPath} ${SERVER} ${port}\n`);
  await chmod(script, 0o755);
  const env = { ...process.env, PATH: `${runit.directory}:${process.env['PATH'] ?? ''}` };
  const child = start(runit.runsvdir, [directory], { env });
  const stop = async (): Promise<void> => {
    // On SIGHUP it ends its services before itself; it does not wait for them, so they are told first.
    await complete(join(runit.directory, 'sv'), ['-w', '5', 'stop', join(directory, 'web')], { env });
    await end(child, 'SIGHUP');
    await rm(directory, { recursive: true, force: true });
  };
  return { port, stop };
}

async function startPm2(command: string): Promise<RunningSupervisor> {
  const [port = 0] = await freePorts(1);
  const home = await mkdtemp(join(tmpdir(), 'nines-pm2-'));
  const env = { ...process.env, PM2_HOME: home };
  const pm2 = async (...args: readonly string[]): Promise<unknown> =>
    complete(process.execPath, [command, ...args], { env });
  await pm2('start', SERVER, '--name', 'web', '--interpreter', process.execPath, '--', String(port));
  const stop = async (): Promise<void> => {
    await pm2('kill');
    await rm(home, { recursive: true, force: true });
  };
  return { port, stop };
}

async function startSupervisord(found: {
  readonly python: string;
  readonly pythonPath: string | undefined;
}): Promise<RunningSupervisor> {
  const [port = 0] = await freePorts(1);
  const directory = await mkdtemp(join(tmpdir(), 'nines-supervisord-'));
  const configuration = join(directory, 'supervisord.conf');
  await writeFile(
    configuration,
    [
      '[supervisord]',
      'nodaemon=true',
      `logfile=${directory}/supervisord.log`,
      `pidfile=${directory}/supervisord.pid`,
      '[program:web]',
      `command=${process.execPath} ${SERVER} ${port}`,
      'autorestart=true',
      '',
    ].join('\n'),
  );
  const env = { ...process.env, ...(found.pythonPath === undefined ? {} : { PYTHONPATH: found.pythonPath }) };
  const child = start(found.python, ['-m', 'supervisor.supervisord', '-c', configuration], { env });
  const stop = async (): Promise<void> => {
    await end(child, 'SIGTERM');
    await rm(directory, { recursive: true, force: true });
  };
  return { port, stop };
}
