/** The mesh as supervision sees it: told who may get requests, asked when an instance has none left. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@nines/kernel';
import type { MeshClient, MeshSnapshot, PushReceipt } from '@nines/mesh';
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
  #receipt: PushReceipt | undefined;
  #pushing: Promise<void> | undefined;

  constructor(options: MeshTrafficOptions) {
    this.#options = options;
  }

  /** Goes on from the version that a running mesh has, so that what comes next is newer. */
  async connect(): Promise<void> {
    const status = await this.#options.client.status(this.#callSignal()).catch(() => undefined);
    this.#version = status?.version ?? 0;
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

  /** Tells a mesh that was restarted everything again. */
  repeat(): void {
    if (this.#content !== '') this.#push();
  }

  async drained(view: SlotView): Promise<void> {
    await this.#pushing;
    while (!this.#stopped.signal.aborted) {
      const status = await this.#options.client.status(this.#callSignal()).catch(() => undefined);
      const inFlight = status?.endpoints.find(({ id }) => id === view.slot)?.inFlight ?? 0;
      if (inFlight === 0) return;
      await sleep(DRAIN_POLL_MS);
    }
  }

  /** Addresses that the mesh could not open. */
  problems(): readonly Problem[] {
    return (this.#receipt?.listeners ?? []).flatMap(({ error, host, port, kind }) =>
      error === undefined ? [] : [{ subject: `${host}:${port}`, state: 'listener' as const, message: `${kind} address is not open: ${error}` }],
    );
  }

  stop(): void {
    this.#stopped.abort();
  }

  #push(): void {
    this.#version += 1;
    this.#pushing ??= this.#pushUntilAccepted().finally(() => {
      this.#pushing = undefined;
    });
  }

  async #pushUntilAccepted(): Promise<void> {
    for (let told = 0; told < this.#version && !this.#stopped.signal.aborted; ) {
      const snapshot = { ...(JSON.parse(this.#content) as MeshSnapshot), version: this.#version };
      try {
        this.#receipt = await this.#options.client.push(snapshot, this.#callSignal());
        told = snapshot.version;
      } catch (error) {
        await this.#explain(error);
      }
    }
  }

  async #explain(error: unknown): Promise<void> {
    if (!isAway(error)) this.#options.onTrouble('mesh refused a snapshot', { reason: messageOf(error) });
    await sleep(RETRY_MS);
  }

  #callSignal(): AbortSignal {
    return AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
  }
}

/** A mesh that is being started or restarted is nothing to talk about. */
function isAway(error: unknown): boolean {
  return messageOf(error).includes('MESH_AWAY');
}
