/** The mesh as supervision sees it: told who may get requests, asked when an instance has none left. */
import type { Clock } from '@nines/kernel';
import type { EndpointStatus, MeshClient } from '@nines/mesh';
import type { Plan, Problem, SlotView, Traffic } from '@nines/runtime-process';
import { MeshListeners } from './mesh-listeners.ts';
import { MeshPush } from './mesh-push.ts';
import { meshSnapshot } from './mesh-snapshot.ts';
import { MESH } from './system-workloads.ts';

export interface MeshTrafficOptions {
  readonly client: MeshClient;
  readonly clock: Clock;
  readonly portOf: (view: SlotView) => number | null;
  readonly onTrouble: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** Between two looks at requests under way, ms. */
const DRAIN_POLL_MS = 20;

/** A mesh that takes longer to answer is treated as away, ms. */
const CALL_TIMEOUT_MS = 2_000;

/** Pushes a whole snapshot whenever it differs from the last, or the mesh is a new process. Lives until `stop`. */
export class MeshTraffic implements Traffic {
  readonly #options: MeshTrafficOptions;
  readonly #stopped = new AbortController();
  readonly #push: MeshPush;
  readonly #listeners: MeshListeners;
  #plan: Plan | undefined;
  #views: readonly SlotView[] = [];
  #told = '';

  constructor(options: MeshTrafficOptions) {
    const { client, clock, onTrouble } = options;
    const callSignal = (): AbortSignal => this.#callSignal();
    this.#options = options;
    this.#listeners = new MeshListeners({ client, clock, callSignal });
    this.#push = new MeshPush({
      ...{ client, clock, callSignal, onTrouble },
      stopped: this.#stopped.signal,
      onReceipt: ({ listeners }) => this.#listeners.learn(listeners),
    });
  }

  setPlan(plan: Plan): void {
    if (this.#plan === undefined) void this.#listeners.watch(this.#stopped.signal);
    this.#plan = plan;
    this.update(this.#views);
  }

  update(views: readonly SlotView[]): void {
    this.#views = views;
    const plan = this.#plan;
    if (plan === undefined) return;
    const { portOf } = this.#options;
    const snapshot = meshSnapshot({ plan, views, portOf, version: 0 });
    // A new process knows what is on its disk at best.
    const told = JSON.stringify([this.#mesh?.incarnation, snapshot]);
    if (told === this.#told) return;
    this.#told = told;
    this.#push.push(snapshot);
  }

  /** Ends also with the instance itself: what its successor at the same address carries is another matter. */
  async drained(view: SlotView): Promise<void> {
    const { client, clock, portOf } = this.#options;
    const withdrawn = this.#push.version;
    const port = portOf(view);
    while (!this.#stopped.signal.aborted && this.#isLeaving(view)) {
      const isWithdrawn = this.#push.versionInEffect >= withdrawn;
      const status = await client.status(this.#callSignal()).catch(() => undefined);
      // A mesh that is away carries no requests.
      if (status === undefined) return;
      if (isWithdrawn && !status.endpoints.some((endpoint) => isBusy(endpoint, view, port))) return;
      await clock.sleep(DRAIN_POLL_MS, this.#stopped.signal).catch(() => undefined);
    }
  }

  /** What is wrong with the traffic now. */
  problems(): readonly Problem[] {
    const { trouble } = this.#push;
    const listeners = this.#listeners.problems();
    if (trouble === undefined) return listeners;
    return [...listeners, { subject: MESH, state: this.#mesh?.state ?? 'pending', message: trouble }];
  }

  stop(): void {
    this.#stopped.abort();
  }

  get #mesh(): SlotView | undefined {
    return this.#views.find(({ workload }) => workload === MESH);
  }

  #isLeaving({ slot, incarnation }: SlotView): boolean {
    return this.#views.some((view) => view.slot === slot && view.incarnation === incarnation && !view.serving);
  }

  #callSignal(): AbortSignal {
    return AbortSignal.any([this.#stopped.signal, this.#options.clock.timeoutSignal(CALL_TIMEOUT_MS)]);
  }
}

/** A mesh that was just restarted may take the instance for ready until it is told again. */
function isBusy({ id, version, port, state, inFlight }: EndpointStatus, view: SlotView, own: number | null): boolean {
  return id === view.slot && version === view.revision && port === own && (inFlight > 0 || state === 'ready');
}
