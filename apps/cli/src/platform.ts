/** The platform of one catalog, as a client meets it. */
import { readFile } from 'node:fs/promises';
import { hasCode } from '@nines/kernel';
import type { NinesEvent } from '@nines/kernel';
import {
  DesiredFile,
  desiredFile,
  eventsDirectory,
  findLockHolder,
  locateStateDirectory,
  openStateDirectory,
  ProcessRuntime,
  readBootId,
  recordedEvents,
  serverSocketPath,
  supervisorLogFile,
  trustedControlSocket,
} from '@nines/runtime-process';
import type { PlatformReport } from '@nines/runtime-process';

export interface PlatformOptions {
  readonly catalogFile: string;
  /** Cancels every call of its runtime. */
  readonly signal: AbortSignal;
  /** Values for declared secrets, by variable name. @defaultValue none */
  readonly secretValues?: Readonly<Record<string, string>>;
}

export class Platform {
  readonly catalogFile: string;
  readonly stateDirectory: string;
  readonly runtime: ProcessRuntime;
  readonly #options: PlatformOptions;

  constructor(options: PlatformOptions) {
    const uid = process.getuid?.() ?? 0;
    const stateDirectory = locateStateDirectory(options.catalogFile, uid);
    this.catalogFile = options.catalogFile;
    this.stateDirectory = stateDirectory;
    this.runtime = new ProcessRuntime({ ...options, socketPath: () => trustedControlSocket(stateDirectory, uid) });
    this.#options = options;
  }

  /** The same platform for work that something else cancels: what is done after Ctrl-C, above all. */
  cancelledBy(signal: AbortSignal): Platform {
    return new Platform({ ...this.#options, signal });
  }

  /**
   * Path of the socket that the server answers on, where there is one.
   *
   * @throws NinesError `STATE_SOCKET_DIRECTORY` where its directory is not this user's own
   */
  serverSocket(): string {
    return serverSocketPath(trustedControlSocket(this.stateDirectory, process.getuid?.() ?? 0));
  }

  /** Undefined where no supervisor answers. */
  async reportIfRunning(): Promise<PlatformReport | undefined> {
    try {
      return await this.runtime.report();
    } catch (error) {
      if (hasCode(error, 'RUNTIME_NOT_RUNNING')) return undefined;
      throw error;
    }
  }

  /** Whether a supervisor lives, though it may not answer yet, or not any more. */
  async isLocked(): Promise<boolean> {
    return (await findLockHolder(this.stateDirectory)) !== undefined;
  }

  /** Whether nothing runs, and nothing is meant to. */
  async isStopped(): Promise<boolean> {
    // In this order: a supervisor that stops as asked gives its lock back last.
    return !(await this.isLocked()) && !this.isMeantToRun();
  }

  /** Whether something was applied since the machine was started, and not stopped again. */
  isMeantToRun(): boolean {
    return new DesiredFile(desiredFile(this.stateDirectory), readBootId()).read() !== undefined;
  }

  /** Events that are on disk, oldest first; also of a platform that does not run. */
  recordedEvents(): Iterable<NinesEvent> {
    return recordedEvents(eventsDirectory(this.stateDirectory));
  }

  /** The cursor after which everything is still to come. */
  lastEventId(): string | undefined {
    return [...this.recordedEvents()].at(-1)?.id;
  }

  /** Last lines that supervisor and guard wrote. */
  async supervisorLog(lines: number): Promise<string> {
    const text = await readFile(supervisorLogFile(this.stateDirectory), 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-lines).join('\n');
  }
}

/**
 * A platform that is about to be started: its state directory is made, or refused in words.
 *
 * @throws NinesError `STATE_UNWRITABLE`, `STATE_DISK_FULL`, `STATE_NEWER_VERSION`
 */
export function openPlatform(options: PlatformOptions): Platform {
  const platform = new Platform(options);
  openStateDirectory(platform.stateDirectory, process.getuid?.() ?? 0);
  return platform;
}
