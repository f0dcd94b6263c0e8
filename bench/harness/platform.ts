/** A platform of one benchmark, driven by the command line as a user would drive it. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InstanceStatus, NinesEvent, PlatformStatus } from '@nines/kernel';
import { attempt, complete, familyOf } from './processes.ts';
import type { Completed } from './processes.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const STOP_TIMEOUT_MS = 20_000;
const NINES = join(ROOT, 'apps', 'cli', 'src', 'main.ts');

/** Its catalog and state live in a directory of its own, which `remove` deletes. */
export class BenchPlatform {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** @param catalog the text of `nines.yaml`; JSON will do */
  static async create(catalog: string): Promise<BenchPlatform> {
    const directory = await mkdtemp(join(tmpdir(), 'nines-bench-'));
    await chmod(directory, 0o755); // PostgreSQL runs as another user where this one is root
    const platform = new BenchPlatform(directory);
    await platform.write(catalog);
    return platform;
  }

  /** Replaces the catalog; what runs does not change before the next `up`. */
  async write(catalog: string): Promise<void> {
    await writeFile(join(this.directory, 'nines.yaml'), catalog);
  }

  /** Runs any command to its end, whatever that is. */
  async nines(...args: readonly string[]): Promise<Completed> {
    return attempt(process.execPath, [NINES, ...args, '--file', this.directory]);
  }

  /** Resolves when everything is ready. @returns the time it took, ms */
  async up(): Promise<number> {
    const startedAt = performance.now();
    await complete(process.execPath, [NINES, 'up', '--detach', '--file', this.directory]);
    return performance.now() - startedAt;
  }

  async down(): Promise<void> {
    await complete(process.execPath, [NINES, 'down', '--file', this.directory]);
  }

  async status(): Promise<PlatformStatus> {
    // Degraded and starting platforms end it with another code than 0; the text is the same.
    const { stdout, stderr } = await this.nines('status', '--json');
    if (stdout === '') throw new Error(`nines status said nothing: ${stderr}`);
    return JSON.parse(stdout) as PlatformStatus;
  }

  /** Instances of one service, or of one of Nines' own workloads. */
  async instances(service: string): Promise<readonly InstanceStatus[]> {
    const { services, system } = await this.status();
    return [...services, ...system].find(({ name }) => name === service)?.instances ?? [];
  }

  /** Restarts of all instances of all services together. */
  async restarts(): Promise<number> {
    const { services } = await this.status();
    return services.flatMap(({ instances }) => instances).reduce((sum, { restarts }) => sum + restarts, 0);
  }

  /** Everything that is recorded, oldest first. */
  async events(): Promise<readonly NinesEvent[]> {
    const { stdout } = await complete(process.execPath, [NINES, 'events', '--json', '--file', this.directory]);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as NinesEvent);
  }

  /** Stops it if it runs, and deletes it; a supervisor that is just being replaced is waited for. */
  async remove(): Promise<void> {
    const deadline = performance.now() + STOP_TIMEOUT_MS;
    do {
      const { code } = await this.nines('down');
      if (code === 0 || familyOf(this.directory).length === 0) break;
      await sleep(500);
    } while (performance.now() < deadline);
    await rm(this.directory, { recursive: true, force: true });
  }
}
