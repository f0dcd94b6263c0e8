/** Brings snapshots to the mesh: one at a time, until the newest is in effect and on disk. */
import { hasCode, messageOf } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import type { MeshClient, MeshSnapshot, SnapshotReceipt } from '@nines/mesh';

export interface MeshPushOptions {
  readonly client: MeshClient;
  readonly clock: Clock;
  readonly stopped: AbortSignal;
  /** The signal of one call. */
  readonly callSignal: () => AbortSignal;
  readonly onReceipt: (receipt: SnapshotReceipt) => void;
  /** Told once for as long as it stays the same. */
  readonly onTrouble: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** Between two tries to reach a mesh that does not answer, ms: it is being started. */
const AWAY_PAUSE_MS = 25;

/** Between two tries where the mesh refuses, or cannot save, ms. Something newer does not wait that long. */
const TROUBLE_PAUSE_MS = 1_000;

/** A newer snapshot replaces one that waits. */
export class MeshPush {
  readonly #options: MeshPushOptions;
  #snapshot: MeshSnapshot | undefined;
  #version = 0;
  #versionInEffect = 0;
  #versionSaved = 0;
  #trouble: string | undefined;
  #working = false;
  #pause = new AbortController();

  constructor(options: MeshPushOptions) {
    this.#options = options;
  }

  /** Of what was pushed last. What an earlier supervisor told the mesh can make it jump. */
  get version(): number {
    return this.#version;
  }

  /** The newest that requests follow, of those that were pushed from here. */
  get versionInEffect(): number {
    return this.#versionInEffect;
  }

  /** Why the mesh does not take the snapshot or cannot save it. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** @param snapshot its version is set here */
  push(snapshot: MeshSnapshot): void {
    this.#snapshot = snapshot;
    this.#version += 1;
    this.#pause.abort();
    if (this.#working) return;
    this.#working = true;
    // Not at once: the decision that led here may have a process to start, which matters more.
    setImmediate(() => void this.#work());
  }

  async #work(): Promise<void> {
    const { clock, stopped } = this.#options;
    while (this.#snapshot !== undefined && this.#versionSaved < this.#version && !stopped.aborted) {
      this.#pause = new AbortController();
      const pauseMs = await this.#tryOnce(this.#snapshot, this.#version);
      if (pauseMs === 0) continue;
      await clock.sleep(pauseMs, AbortSignal.any([stopped, this.#pause.signal])).catch(() => undefined);
    }
    this.#working = false;
  }

  /** @returns how long to wait before the next try, ms */
  async #tryOnce(snapshot: MeshSnapshot, version: number): Promise<number> {
    const { client, callSignal, onReceipt, stopped } = this.#options;
    try {
      const receipt = await client.push({ ...snapshot, version }, callSignal());
      if (receipt.version > version) {
        // The mesh was told more by an earlier supervisor, and listens to what is newer only.
        this.#version = Math.max(this.#version, receipt.version + 1);
        return 0;
      }
      this.#versionInEffect = version;
      onReceipt(receipt);
      this.#note(receipt.unsaved);
      if (receipt.unsaved !== undefined) return TROUBLE_PAUSE_MS;
      this.#versionSaved = version;
      return 0;
    } catch (error) {
      if (stopped.aborted || hasCode(error, 'MESH_UNREACHABLE') || hasCode(error, 'MESH_CLOSED')) return AWAY_PAUSE_MS;
      this.#note(messageOf(error));
      return TROUBLE_PAUSE_MS;
    }
  }

  #note(trouble: string | undefined): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    if (trouble !== undefined) this.#options.onTrouble('mesh did not take a snapshot', { reason: trouble });
  }
}
