/** A platform of one test, driven by the command line as a user would drive it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { chmod, chown, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InstanceStatus, NinesEvent, PlatformStatus, ServiceStatus } from '@nines/kernel';
import { freePorts } from '@nines/testkit/ports';
import { controlSocketPath, serverSocketPath } from '@nines/runtime-process';
import { readSocket } from '@nines/testkit/socket-request';
import type { Completed } from '../../bench/harness/processes.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const NINES = join(ROOT, 'apps', 'cli', 'src', 'main.ts');

/** How long a condition may take to come about, ms; the machine may be busy. */
const PATIENCE_MS = 30_000;
const POLL_MS = 25;

/** The guard ends after the supervisor, which is what `down` waits for. */
const LAST_BREATH_MS = 2_000;

/** Whoever runs the tests has channels of their own. */
const NOBODY_IS_TOLD = { SLACK_WEBHOOK_URL: '', TELEGRAM_TOKEN: '', TELEGRAM_CHAT_ID: '' };

/** An ordinary user of every Linux. */
export const NOBODY = 65_534;

/** Rows of a catalog, by service name. */
export type Services = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A command of `nines` that has not ended yet. */
export interface RunningCommand {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<Completed>;
}

export interface TestPlatformOptions {
  /** Who runs it. @defaultValue this user */
  readonly uid?: number;
  /** Folder to make its directory in. @defaultValue that for temporary files */
  readonly parent?: string;
  /** Variables of every command, besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Its catalog and state live in a directory of its own, which `remove` deletes. */
export class TestPlatform {
  readonly directory: string;
  readonly ingressPort: number;
  readonly #options: TestPlatformOptions;

  private constructor(directory: string, ingressPort: number, options: TestPlatformOptions) {
    this.directory = directory;
    this.ingressPort = ingressPort;
    this.#options = options;
  }

  static async create(services: Services, options: TestPlatformOptions = {}): Promise<TestPlatform> {
    const directory = await realpath(await mkdtemp(join(options.parent ?? tmpdir(), 'nines-test-')));
    await chmod(directory, 0o755); // PostgreSQL runs as another user where this one is root
    if (options.uid !== undefined) await chown(directory, options.uid, options.uid);
    const [ingressPort = 0] = await freePorts(1);
    const platform = new TestPlatform(directory, ingressPort, options);
    await platform.write(services);
    return platform;
  }

  /** The same platform, met by another user. */
  seenBy(uid: number): TestPlatform {
    return new TestPlatform(this.directory, this.ingressPort, { ...this.#options, uid });
  }

  /** Writes `nines.yaml`; JSON is YAML. `more` is what the catalog says besides services. Nobody watches by default. */
  async write(services: Services, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const head = { apiVersion: 'nines.dev/v1', kind: 'Platform', metadata: { name: 'trial' } };
    const defaults = { ingress: { http: this.ingressPort }, monitoring: { enabled: false } };
    const catalog = { ...head, ...defaults, ...more, services };
    await writeFile(join(this.directory, 'nines.yaml'), JSON.stringify(catalog, null, 2));
  }

  /** Path of the state directory, or of something in it. */
  state(...parts: readonly string[]): string {
    return join(this.directory, '.nines', ...parts);
  }

  /** What the server of the platform answers, over its socket. */
  async read<T>(path: string): Promise<T> {
    const control = controlSocketPath(this.state(), this.#options.uid ?? process.getuid?.() ?? 0);
    return readSocket<T>(serverSocketPath(control), path);
  }

  /** Runs a command to its end, whatever that is. */
  async nines(...args: readonly string[]): Promise<Completed> {
    return this.start(...args).ended;
  }

  /** Starts a command in a process group of its own, as a shell does. */
  start(...args: readonly string[]): RunningCommand {
    const { uid, env } = this.#options;
    const child = spawn(process.execPath, [NINES, ...args], {
      cwd: this.directory,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...NOBODY_IS_TOLD, ...env },
      ...(uid !== undefined && { uid, gid: uid }),
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...output }));
    return { child, output: () => output, ended };
  }

  /** Resolves when everything is ready. @throws Error with what `up` said, where it does not get so far */
  async up(...args: readonly string[]): Promise<Completed> {
    const outcome = await this.nines('up', '--detach', ...args);
    if (outcome.code === 0) return outcome;
    throw new Error(`nines up ended with ${outcome.code}:\n${outcome.stdout}${outcome.stderr}`);
  }

  async status(): Promise<PlatformStatus> {
    const { stdout, stderr } = await this.nines('status', '--json');
    if (stdout === '') throw new Error(`nines status said nothing: ${stderr}`);
    return JSON.parse(stdout) as PlatformStatus;
  }

  /** One service, or one of Nines' own workloads. */
  async service(name: string): Promise<ServiceStatus> {
    const { services, system } = await this.status();
    const found = [...services, ...system].find((service) => service.name === name);
    if (found === undefined) throw new Error(`status does not know ${name}`);
    return found;
  }

  async instances(name: string): Promise<readonly InstanceStatus[]> {
    return (await this.service(name)).instances;
  }

  /** The process of a service's first instance. */
  async pidOf(name: string): Promise<number> {
    const [instance] = await this.instances(name);
    if (typeof instance?.pid !== 'number') throw new Error(`${name} has no process`);
    return instance.pid;
  }

  /** Everything that is recorded, oldest first. */
  async events(): Promise<readonly NinesEvent[]> {
    const { stdout } = await this.nines('events', '--json');
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as NinesEvent);
  }

  /** Processes that have this directory in their arguments, environment or working directory. */
  processes(): readonly OwnProcess[] {
    return ownProcesses(this.directory);
  }

  /** The one supervisor. @throws Error where there is none, or several */
  supervisor(): OwnProcess {
    return this.#only((process) => process.command.includes('supervisor/src/main.ts') && !isGuard(process));
  }

  guard(): OwnProcess {
    return this.#only(isGuard);
  }

  /** A child that is only just becoming its program still has the command of its parent, and is not counted. */
  #only(wanted: (process: OwnProcess) => boolean): OwnProcess {
    const all = this.processes().filter(wanted);
    const [found, ...others] = all.filter(({ parent }) => !all.some(({ pid }) => pid === parent));
    if (found !== undefined && others.length === 0) return found;
    throw new Error(`expected one such process, found: ${JSON.stringify([found, ...others])}`);
  }

  /** Stops it if it runs, and deletes it. @throws Error where a process of it is left */
  async remove(): Promise<void> {
    const { code, stderr } = await this.nines('down', '--timeout', '30s');
    const left = await this.leftOver();
    for (const { pid } of left) kill(pid, 'SIGKILL');
    await rm(this.directory, { recursive: true, force: true, maxRetries: 3 });
    if (code !== 0 || left.length > 0)
      throw new Error(`nines down ended with ${code}, leaving ${JSON.stringify(left)}: ${stderr}`);
  }

  /** Processes that are still there a moment after everything should be gone. */
  async leftOver(): Promise<readonly OwnProcess[]> {
    await until('everything is gone', () => this.processes().length === 0, LAST_BREATH_MS).catch(() => undefined);
    return this.processes();
  }
}

/** A process of a platform. */
export interface OwnProcess {
  readonly pid: number;
  /** Pid of its parent; 0 where it has just ended. */
  readonly parent: number;
  /** Arguments, joined by spaces. */
  readonly command: string;
}

function isGuard({ command }: OwnProcess): boolean {
  return command.includes('guard.sh');
}

function ownProcesses(directory: string): readonly OwnProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const command = read(() => readFileSync(`/proc/${name}/cmdline`, 'utf8'));
      const traces = [
        command,
        read(() => readFileSync(`/proc/${name}/environ`, 'utf8')),
        read(() => readlinkSync(`/proc/${name}/cwd`)),
      ];
      if (!traces.some((trace) => trace.includes(directory))) return [];
      return [{ pid: Number(name), parent: parentOf(name), command: command.replaceAll('\0', ' ').trim() }];
    });
}

/** @see proc_pid_stat(5): the name, which may hold anything, stands in parentheses; state and parent follow */
function parentOf(pid: string): number {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

/** Empty for what has ended in between. */
function read(source: () => string): string {
  try {
    return source();
  } catch {
    return '';
  }
}

/** Sends a signal to a process that may be gone. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is what was wanted.
  }
}

/** Asks until the answer is given, and returns it. @throws Error that names `what`, with the last failure as cause */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let failure: unknown;
  while (performance.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    await sleep(POLL_MS);
  }
  throw new Error(`not within ${timeoutMs} ms: ${what}`, { cause: failure });
}
