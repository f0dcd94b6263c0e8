/** The mesh as supervision sees it: told who may get requests, asked when an instance has none left. */
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode, messageOf } from '@nines/kernel';
import type { MeshClient, MeshSnapshot, SnapshotReceipt } from '@nines/mesh';
import type { Plan, Problem, SlotView, Traffic } from '@nines/runtime-process';
import { meshSnapshot } from './mesh-snapshot.ts';

export interface MeshTrafficOptions {
  readonly client: MeshClient;
  readonly portOf: (view: SlotView) => number | null;
  readonly onTrouble: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** Between two tries to reach a mesh that does not answer, ms. */
const RETRY_MS = 25;

/** Between two looks at requests under way, ms. */
const DRAIN_POLL_MS = 20;

/** A mesh that takes longer to answer is treated as away, ms. */
const CALL_TIMEOUT_MS = 2_000;

/** Pushes whole snapshots, one at a time; a newer one replaces one that waits. Lives until `stop`. */
export class MeshTraffic implements Traffic {
  readonly #options: MeshTrafficOptions;
  readonly #stopped = new AbortController();
  #plan: Plan | undefined;
  #views: readonly SlotView[] = [];
  #content = '';
  #version = 0;
  #receipt: SnapshotReceipt | undefined;
  #pushing = false;

  constructor(options: MeshTrafficOptions) {
    this.#options = options;
  }

  setPlan(plan: Plan): void {
    this.#plan = plan;
    this.update(this.#views);
  }

  update(views: readonly SlotView[]): void {
    this.#views = views;
    const plan = this.#plan;
    if (plan === undefined) return;
    const { portOf } = this.#options;
    const content = JSON.stringify(meshSnapshot({ plan, views, portOf, version: 0 }));
    if (content === this.#content) return;
    this.#content = content;
    this.#push();
  }

  async drained(view: SlotView): Promise<void> {
    const withdrawn = this.#version;
    while (!this.#stopped.signal.aborted) {
      const status = await this.#options.client.status(this.#callSignal()).catch(() => undefined);
      // A mesh that is away carries no requests.
      if (status === undefined) return;
      const inFlight = status.endpoints.find(({ id }) => id === view.slot)?.inFlight ?? 0;
      if (status.version >= withdrawn && inFlight === 0) return;
      await sleep(DRAIN_POLL_MS);
    }
  }

  /** Addresses that the mesh could not open. */
  problems(): readonly Problem[] {
    return (this.#receipt?.listeners ?? []).flatMap(({ error, host, port, kind }) =>
      error === undefined
        ? []
        : [
            {
              subject: `${host}:${port}`,
              state: 'listener' as const,
              message: `${kind} address is not open: ${error}`,
            },
          ],
    );
  }

  stop(): void {
    this.#stopped.abort();
  }

  #push(): void {
    this.#version += 1;
    if (this.#pushing) return;
    this.#pushing = true;
    void this.#pushUntilAccepted().finally(() => {
      this.#pushing = false;
    });
  }

  async #pushUntilAccepted(): Promise<void> {
    for (let accepted = 0; accepted < this.#version && !this.#stopped.signal.aborted;) {
      const version = this.#version;
      try {
        const snapshot = { ...(JSON.parse(this.#content) as MeshSnapshot), version };
        this.#receipt = await this.#options.client.push(snapshot, this.#callSignal());
        accepted = version;
        // A mesh that was told more by an earlier supervisor listens to what is newer only.
        if (this.#receipt.version > version) this.#version = this.#receipt.version + 1;
      } catch (error) {
        await this.#explain(error);
      }
    }
  }

  /** A mesh that is being started or restarted is nothing to talk about. */
  async #explain(error: unknown): Promise<void> {
    const away = hasCode(error, 'MESH_UNREACHABLE') || hasCode(error, 'MESH_CLOSED');
    if (!away && !this.#stopped.signal.aborted)
      this.#options.onTrouble('mesh refused a snapshot', { reason: messageOf(error) });
    await sleep(RETRY_MS);
  }

  #callSignal(): AbortSignal {
    return AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
  }
}
