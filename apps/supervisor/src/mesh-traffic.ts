/** The mesh as supervision sees it: told who may get requests, asked when an instance has none left. */
import { type Clock, hasCode } from '@nines/kernel';
import type { EndpointStatus, MeshClient, TlsMaterial } from '@nines/mesh';
import type { Plan, Problem, SlotView, Traffic } from '@nines/runtime-process';
import { type MeshPeer, MeshPeers } from './mesh-peers.ts';
import type { MeshPush } from './mesh-push.ts';
import { meshSnapshot } from './mesh-snapshot.ts';
import { MESH } from './system-workloads.ts';

export interface MeshTrafficOptions {
  /** The control socket of the process in a slot of the mesh. */
  readonly client: (slot: string) => MeshClient;
  readonly clock: Clock;
  readonly portOf: (view: SlotView) => number | null;
  readonly certificate: Certificate;
  readonly onTrouble: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** What the HTTPS door shows. */
export interface Certificate {
  /** Undefined where there is none, or none yet. */
  readonly material: TlsMaterial | undefined;
  /** Sees to it that there is one for every host of the plan that asks for TLS. Calls `onChange` at each new one. */
  follow(plan: Plan, onChange: () => void): void;
  /** What is wrong with it now. */
  problems(): readonly Problem[];
  stop(): void;
}

/** Between two looks at requests under way, ms. */
const DRAIN_POLL_MS = 20;

/** A mesh that takes longer to answer may be anything, ms. */
const CALL_TIMEOUT_MS = 2_000;

/** Pushes a whole snapshot whenever it differs from the last, or a mesh is a new process. Lives until `stop`. */
export class MeshTraffic implements Traffic {
  readonly #options: MeshTrafficOptions;
  readonly #stopped = new AbortController();
  readonly #peers: MeshPeers;
  #plan: Plan | undefined;
  #views: readonly SlotView[] = [];

  constructor(options: MeshTrafficOptions) {
    const { client, clock, onTrouble } = options;
    this.#options = options;
    this.#peers = new MeshPeers({ client, clock, onTrouble, callSignal: () => this.#callSignal() });
  }

  setPlan(plan: Plan): void {
    this.#plan = plan;
    this.#options.certificate.follow(plan, () => {
      this.update(this.#views);
    });
    this.update(this.#views);
  }

  update(views: readonly SlotView[]): void {
    this.#views = views;
    const plan = this.#plan;
    if (plan === undefined || this.#stopped.signal.aborted) return;
    const { portOf, certificate } = this.#options;
    this.#peers.follow(views.filter(({ workload }) => workload === MESH));
    this.#peers.tell(meshSnapshot({ plan, views, portOf, tls: certificate.material, version: 0 }));
  }

  /** Ends also with the instance itself: what its successor at the same address carries is another matter. */
  async drained(view: SlotView): Promise<void> {
    const { clock } = this.#options;
    // Versions by which the meshes know, also those that come while this goes on.
    const withdrawnBy = new Map<MeshPush, number>();
    while (!this.#stopped.signal.aborted && this.#isLeaving(view)) {
      const idle = await Promise.all(Array.from(this.#peers, (peer) => this.#isIdle(peer, view, withdrawnBy)));
      if (idle.every(Boolean) && [...this.#peers].every(({ push }) => withdrawnBy.has(push))) return;
      await clock.sleep(DRAIN_POLL_MS, this.#stopped.signal).catch(() => undefined);
    }
  }

  /** What is wrong with the traffic now. */
  problems(): readonly Problem[] {
    return [...this.#peers.problems(MESH), ...this.#options.certificate.problems()];
  }

  stop(): void {
    this.#stopped.abort();
    this.#peers.stop();
    this.#options.certificate.stop();
  }

  /** Whether nothing is under way to the instance through this mesh, and nothing can come. */
  async #isIdle({ client, push }: MeshPeer, view: SlotView, withdrawnBy: Map<MeshPush, number>): Promise<boolean> {
    const withdrawn = withdrawnBy.get(push) ?? push.version;
    withdrawnBy.set(push, withdrawn);
    const isWithdrawn = push.versionInEffect >= withdrawn;
    const port = this.#options.portOf(view);
    try {
      const { endpoints } = await client.status(this.#callSignal());
      return isWithdrawn && !endpoints.some((endpoint) => isBusy(endpoint, view, port));
    } catch (error) {
      // A mesh that is away carries no requests; one that does not answer in time may.
      return hasCode(error, 'MESH_UNREACHABLE');
    }
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
