/** The mesh processes there are: one, and while it is being replaced two, which carry traffic side by side. */
import type { Clock } from '@nines/kernel';
import type { MeshClient, MeshSnapshot } from '@nines/mesh';
import type { Problem, SlotView } from '@nines/runtime-process';
import { MeshListeners } from './mesh-listeners.ts';
import { MeshPush } from './mesh-push.ts';

export interface MeshPeersOptions {
  /** The control socket of the process in a slot. */
  readonly client: (slot: string) => MeshClient;
  readonly clock: Clock;
  /** The signal of one call. */
  readonly callSignal: () => AbortSignal;
  readonly onTrouble: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** One slot of the mesh, whatever process is in it. */
export interface MeshPeer {
  readonly client: MeshClient;
  readonly push: MeshPush;
}

interface Peer extends MeshPeer {
  readonly listeners: MeshListeners;
  readonly stop: AbortController;
  view: SlotView;
  told: string;
}

export class MeshPeers {
  readonly #options: MeshPeersOptions;
  readonly #peers = new Map<string, Peer>();

  constructor(options: MeshPeersOptions) {
    this.#options = options;
  }

  /** Follows the slots of the mesh. */
  follow(views: readonly SlotView[]): void {
    for (const view of views) {
      const peer = this.#peers.get(view.slot);
      if (peer === undefined) this.#peers.set(view.slot, this.#begin(view));
      else peer.view = view;
    }
    for (const [slot, { stop }] of this.#peers) {
      if (views.some((view) => view.slot === slot)) continue;
      stop.abort();
      this.#peers.delete(slot);
    }
  }

  /** Tells each process that does not know it yet. One that is new knows what is on its disk at best. */
  tell(snapshot: MeshSnapshot): void {
    const text = JSON.stringify(snapshot);
    for (const peer of this.#peers.values()) {
      const told = `${peer.view.incarnation} ${text}`;
      if (told === peer.told) continue;
      peer.told = told;
      peer.push.push(snapshot);
    }
  }

  [Symbol.iterator](): Iterator<MeshPeer> {
    return this.#peers.values();
  }

  /** What is wrong with them now; what two of them say is said once. */
  problems(subject: string): readonly Problem[] {
    const all = [...this.#peers.values()].flatMap(({ push, listeners, view }) => {
      const untold = push.trouble === undefined ? [] : [{ subject, state: view.state, message: push.trouble }];
      return [...listeners.problems(), ...untold];
    });
    return [...new Map(all.map((problem) => [problem.message, problem])).values()];
  }

  stop(): void {
    for (const { stop } of this.#peers.values()) stop.abort();
  }

  #begin(view: SlotView): Peer {
    const { clock, callSignal, onTrouble } = this.#options;
    const client = this.#options.client(view.slot);
    const stop = new AbortController();
    const listeners = new MeshListeners({ client, clock, callSignal });
    const push = new MeshPush({
      ...{ client, clock, callSignal, onTrouble },
      stopped: stop.signal,
      onReceipt: (receipt) => {
        listeners.learn(receipt.listeners);
      },
    });
    void listeners.watch(stop.signal);
    return { client, push, listeners, stop, view, told: '' };
  }
}
