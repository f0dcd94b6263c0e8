/**
 * Ports for instances and edges. A name keeps its port for as long as the platform is up, also over restarts of the
 * supervisor: running consumers hold those addresses.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { NinesError } from '@nines/kernel';
import { readBootId } from '../proc/process-identity.ts';
import { readJson, writeJsonAtomically } from '../state-directory/write-atomically.ts';
import { isFree, lockBlock } from './port-block-lock.ts';
import { portBlocks, type PortBlock } from './port-range.ts';

interface Assignments {
  /** Another boot: nothing that was listening then listens now. */
  readonly bootId: string;
  readonly ports: Readonly<Record<string, number>>;
}

export interface PortAllocatorOptions {
  /** Where assignments are kept. */
  readonly file: string;
  /** Ports never to be given out: those the catalog names. */
  readonly reserved: () => ReadonlySet<number>;
  readonly blocks?: readonly PortBlock[];
}

export class PortAllocator {
  readonly #options: PortAllocatorOptions;
  readonly #blocks: readonly PortBlock[];
  readonly #ports: Map<string, number>;
  readonly #untested: Set<string>;
  readonly #locked = new Map<PortBlock, Server>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: PortAllocatorOptions) {
    this.#options = options;
    const blocks = options.blocks ?? portBlocks();
    const seed = createHash('sha256').update(options.file).digest().readUInt32BE() % Math.max(blocks.length, 1);
    // Each platform begins at a block of its own, so that platforms seldom meet, and finds the same one again.
    this.#blocks = [...blocks.slice(seed), ...blocks.slice(0, seed)];
    const kept = readJson(options.file) as Assignments | undefined;
    this.#ports = new Map(Object.entries(kept?.ports ?? {}));
    this.#untested = new Set(kept?.bootId === readBootId() ? [] : this.#ports.keys());
  }

  /**
   * The port of `name` (`slot:auth-0`, `edge:portal>api`), the one it had before where possible.
   *
   * @throws NinesError `RUNTIME_NO_PORT` where no port is left
   */
  portOf(name: string): Promise<number> {
    return this.#inTurn(async () => {
      const kept = this.#ports.get(name);
      if (kept !== undefined && (!this.#untested.has(name) || (await isFree(kept)))) {
        this.#untested.delete(name);
        await this.#lockBlockOf(kept);
        return kept;
      }
      return this.#assign(name);
    });
  }

  /** Another port than before, because somebody else listens on it. @throws NinesError `RUNTIME_NO_PORT` */
  replace(name: string): Promise<number> {
    return this.#inTurn(() => this.#assign(name));
  }

  /** The name needs no port any more. */
  release(name: string): void {
    if (this.#ports.delete(name)) this.#save();
  }

  /** Gives all ports back and forgets them: the platform is down. */
  async releaseAll(): Promise<void> {
    this.#ports.clear();
    rmSync(this.#options.file, { force: true });
    await this.close();
  }

  /** Gives the locks back and keeps the assignments for the next supervisor. */
  async close(): Promise<void> {
    await this.#turn;
    for (const server of this.#locked.values()) server.close();
    this.#locked.clear();
  }

  /** One at a time: two that ask at once must not get the same port. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(act);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #assign(name: string): Promise<number> {
    const taken = new Set([...this.#ports.values(), ...this.#options.reserved()]);
    for (const block of this.#blocks) {
      if (!(await this.#lock(block))) continue;
      for (let port = block.first; port <= block.last; port += 1) {
        if (taken.has(port) || !(await isFree(port))) continue;
        this.#ports.set(name, port);
        this.#untested.delete(name);
        this.#save();
        return port;
      }
    }
    throw new NinesError(
      'RUNTIME_NO_PORT',
      `no port is free for ${name}; stop other platforms of this machine, or what listens there`,
      {
        details: { name },
      },
    );
  }

  async #lockBlockOf(port: number): Promise<void> {
    const block = this.#blocks.find(({ first, last }) => first <= port && port <= last);
    if (block !== undefined) await this.#lock(block);
  }

  async #lock(block: PortBlock): Promise<boolean> {
    if (this.#locked.has(block)) return true;
    const server = await lockBlock(block);
    if (server !== undefined) this.#locked.set(block, server);
    return server !== undefined;
  }

  #save(): void {
    const assignments: Assignments = { bootId: readBootId(), ports: Object.fromEntries(this.#ports) };
    writeJsonAtomically(this.#options.file, assignments);
  }
}
