/** The platform of one catalog, as a client meets it. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '@nines/kernel';
import type { NinesEvent } from '@nines/kernel';
import {
  controlSocketPath,
  DesiredFile,
  desiredFile,
  eventsDirectory,
  findLockHolder,
  locateStateDirectory,
  openStateDirectory,
  ProcessRuntime,
  readBootId,
  recordedEvents,
  supervisorLogFile,
} from '@nines/runtime-process';
import type { PlatformReport } from '@nines/runtime-process';
import type { Invocation } from './command.ts';
import { findCatalogFile } from './catalog-file.ts';

export class Platform {
  readonly catalogFile: string;
  readonly stateDirectory: string;
  readonly runtime: ProcessRuntime;

  constructor(catalogFile: string, secretValues: Readonly<Record<string, string>> = {}) {
    const uid = process.getuid?.() ?? 0;
    this.catalogFile = catalogFile;
    this.stateDirectory = locateStateDirectory(catalogFile, uid);
    this.runtime = new ProcessRuntime({ socketPath: controlSocketPath(this.stateDirectory, uid), secretValues });
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

/** A supervisor that died is back within this time, ms. */
const RESTART_MS = 5_000;
const POLL_MS = 50;

/**
 * The platform that a command is about; it need not run. Where its supervisor is just being restarted, this waits.
 *
 * @throws NinesError `CLI_INVALID_INPUT` without a catalog
 */
export async function locatePlatform(invocation: Invocation): Promise<Platform> {
  const platform = new Platform(await findCatalogFile(invocation));
  const deadline = performance.now() + RESTART_MS;
  while (platform.isMeantToRun() && performance.now() < deadline && !invocation.signal.aborted) {
    if ((await platform.reportIfRunning()) !== undefined) break;
    await sleep(POLL_MS);
  }
  return platform;
}

/**
 * A platform that is about to be started: its state directory is made, or refused in words.
 *
 * @throws NinesError `STATE_UNWRITABLE`, `STATE_DISK_FULL`, `STATE_NEWER_VERSION`
 */
export function openPlatform(catalogFile: string, secretValues: Readonly<Record<string, string>>): Platform {
  const platform = new Platform(catalogFile, secretValues);
  openStateDirectory(platform.stateDirectory, process.getuid?.() ?? 0);
  return platform;
}
