import { type Clock, NinesError } from '@nines/kernel';
import type {
  EndpointStatus,
  ListenerStatus,
  MeshClient,
  MeshSnapshot,
  MeshStatus,
  SnapshotReceipt,
} from '@nines/mesh';
import type { Plan, SlotView } from '@nines/runtime-process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Certificate, MeshTraffic } from './mesh-traffic.ts';

/** Time that passes when it is told to. */
class StoppedClock implements Clock {
  #now = 0;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now = (): number => this.#now;
  monotonicMs = (): number => this.#now;
  timeoutSignal = (): AbortSignal => new AbortController().signal;

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      this.#sleepers.push({ at: this.#now + ms, wake: resolve });
      signal?.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });

  async pass(ms: number): Promise<void> {
    await settled();
    for (const end = this.#now + ms; this.#now < end;) {
      this.#now = Math.min(end, ...this.#sleepers.map(({ at }) => at).filter((at) => at > this.#now));
      const due = this.#sleepers.filter(({ at }) => at <= this.#now);
      this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now);
      for (const { wake } of due) wake();
      await settled();
    }
  }
}

/** A mesh process, as far as it can be told from outside. */
class FakeMesh implements MeshClient {
  version = 0;
  isAway = false;
  isSlow = false;
  unsaved: string | undefined;
  listeners: readonly ListenerStatus[] = [];
  endpoints: readonly EndpointStatus[] = [];
  readonly pushed: MeshSnapshot[] = [];
  statusCalls = 0;

  async push(snapshot: MeshSnapshot): Promise<SnapshotReceipt> {
    if (this.isAway) throw new NinesError('MESH_UNREACHABLE', 'away');
    this.pushed.push(snapshot);
    this.version = Math.max(this.version, snapshot.version);
    const { version, listeners, unsaved } = this;
    return { version, listeners, ...(unsaved !== undefined && { unsaved }) };
  }

  async status(): Promise<MeshStatus> {
    this.statusCalls += 1;
    if (this.isSlow) throw new DOMException('too late', 'TimeoutError');
    if (this.isAway) throw new NinesError('MESH_UNREACHABLE', 'away');
    const { version, listeners, endpoints } = this;
    return { version, listeners, endpoints };
  }
}

/** All that is ready to happen has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}

const policy = { timeoutMs: 30_000, perTryTimeoutMs: 5_000, retryBudget: 0.2, routes: [] };
const service = { name: 'api', port: 8_001, protocol: 'http', health: {}, traffic: policy };
const plan = {
  catalog: { services: [service], edges: [], ingress: { httpPort: 8_080 } },
  edges: [],
} as unknown as Plan;

function view(slot: string, facts: Partial<SlotView> = {}): SlotView {
  const workload = slot.replace(/-\d+$/, '');
  const [index, incarnation, revision] = [0, 1, 'r1'];
  const idle = { restarts: 0, crashesInRow: 0, startedAt: 0, retryAt: null, probing: [], suspect: false };
  return { ...idle, slot, workload, index, incarnation, revision, state: 'ready', serving: true, ...facts };
}

const address = { kind: 'stable', host: '127.0.0.1', port: 8_001, service: 'api', connections: 0 } as const;
const taken = { ...address, error: 'listen EADDRINUSE' };

const NO_CERTIFICATE: Certificate = {
  material: undefined,
  follow: () => undefined,
  problems: () => [],
  stop: () => undefined,
};

describe('mesh traffic', () => {
  let clock: StoppedClock;
  let mesh: FakeMesh;
  /** In the slot that serves while the mesh is replaced. */
  let successor: FakeMesh;
  let traffic: MeshTraffic;
  let troubles: unknown[];

  beforeEach(async () => {
    clock = new StoppedClock();
    mesh = new FakeMesh();
    successor = new FakeMesh();
    troubles = [];
    traffic = new MeshTraffic({
      client: (slot) => (slot === 'mesh-0' ? mesh : successor),
      certificate: NO_CERTIFICATE,
      clock,
      portOf: () => 20_000,
      onTrouble: (...trouble) => troubles.push(trouble),
    });
    traffic.update([view('mesh-0'), view('api-0')]);
    traffic.setPlan(plan);
    await settled();
  });

  afterEach(() => {
    traffic.stop();
  });

  const told = (): readonly (readonly string[])[] =>
    mesh.pushed.map(({ services }) => services.flatMap(({ endpoints }) => endpoints.map(({ id }) => id)));

  it('tells what changed, and nothing twice', async () => {
    traffic.update([view('mesh-0'), view('api-0', { restarts: 1 })]);
    traffic.update([view('mesh-0'), view('api-0', { serving: false })]);
    await settled();
    expect(told()).toEqual([['api-0'], []]);
    expect(mesh.pushed.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('tells a new mesh process everything again, once it answers', async () => {
    mesh.isAway = true;
    traffic.update([view('mesh-0', { incarnation: 2, state: 'starting', serving: false }), view('api-0')]);
    await settled();
    Object.assign(mesh, { isAway: false, version: 0 });
    await clock.pass(100);
    expect(told()).toEqual([['api-0'], ['api-0']]);
  });

  it('tells both while one mesh takes over from another, and neither for longer than it is there', async () => {
    traffic.update([view('mesh-0'), view('mesh-1'), view('api-0')]);
    await settled();
    traffic.update([view('mesh-0', { state: 'draining', serving: false }), view('mesh-1')]);
    await settled();
    traffic.update([view('mesh-0'), view('api-1')]);
    await settled();
    expect(mesh.pushed).toHaveLength(3);
    expect(successor.pushed).toHaveLength(2);
  });

  it('goes on counting where an earlier supervisor stopped', async () => {
    mesh.version = 57;
    traffic.update([view('mesh-0'), view('api-0', { serving: false })]);
    await settled();
    expect(mesh.pushed.at(-1)).toMatchObject({ version: 58 });
  });

  it('pushes the same again, unhurried, until it is saved, and lets nothing newer wait', async () => {
    mesh.unsaved = 'ENOSPC';
    traffic.update([view('mesh-0'), view('api-0', { serving: false })]);
    await clock.pass(3_500);
    expect(mesh.pushed.slice(1).map(({ version }) => version)).toEqual([2, 2, 2, 2]);
    expect(traffic.problems()).toEqual([{ subject: 'mesh', state: 'ready', message: 'ENOSPC' }]);
    expect(troubles).toHaveLength(1);
    traffic.update([view('mesh-0'), view('api-0')]);
    await settled();
    expect(mesh.pushed.at(-1)).toMatchObject({ version: 3 });
    mesh.unsaved = undefined;
    await clock.pass(60_000);
    expect(mesh.pushed).toHaveLength(7);
    expect(traffic.problems()).toEqual([]);
  });

  it('knows of an address that was lost and found without a push', async () => {
    mesh.listeners = [taken];
    await clock.pass(2_000);
    expect(traffic.problems()).toEqual([
      {
        subject: 'api',
        state: 'listener',
        message: 'stable address 127.0.0.1:8001 is not open: listen EADDRINUSE; it is tried again',
      },
    ]);
    mesh.listeners = [address];
    await clock.pass(2_000);
    expect(traffic.problems()).toEqual([]);
    mesh.listeners = [taken];
    await clock.pass(10_000);
    expect(traffic.problems()).toHaveLength(1);
    mesh.isAway = true;
    await clock.pass(10_000);
    expect(traffic.problems()).toHaveLength(1);
  });

  it('calls the ingress by its name', async () => {
    mesh.listeners = [{ kind: 'ingress', host: '127.0.0.1', port: 8_080, connections: 0, error: 'EACCES' }];
    await clock.pass(2_000);
    expect(traffic.problems()).toMatchObject([{ subject: 'ingress' }]);
  });

  it('asks seldom while all is well', async () => {
    await clock.pass(60_000);
    expect(mesh.statusCalls).toBeLessThanOrEqual(7);
  });

  describe('draining', () => {
    const leaving = view('api-0', { state: 'draining', serving: false });
    const endpoint: EndpointStatus = {
      ...{ service: 'api', id: 'api-0', version: 'r1', host: '127.0.0.1', port: 20_000 },
      ...{ state: 'draining', inFlight: 1 },
    };

    /** Begins to drain; the answer tells whether it is over. */
    function drain(): () => boolean {
      let isOver = false;
      traffic.update([view('mesh-0'), leaving]);
      void traffic.drained(leaving).then(() => {
        isOver = true;
      });
      return () => isOver;
    }

    it('lasts until nothing is under way', async () => {
      mesh.endpoints = [endpoint];
      const isOver = drain();
      await clock.pass(1_000);
      expect(isOver()).toBe(false);
      mesh.endpoints = [];
      await clock.pass(20);
      expect(isOver()).toBe(true);
    });

    it('lasts until nothing is under way on the mesh that is being replaced either', async () => {
      traffic.update([view('mesh-0'), view('mesh-1'), view('api-0')]);
      await settled();
      mesh.endpoints = [endpoint];
      let isOver = false;
      traffic.update([view('mesh-0', { state: 'draining', serving: false }), view('mesh-1'), leaving]);
      void traffic.drained(leaving).then(() => (isOver = true));
      await clock.pass(1_000);
      expect(isOver).toBe(false);
      mesh.isAway = true;
      await clock.pass(20);
      expect(isOver).toBe(true);
    });

    it('does not take idleness before the withdrawal for its end', async () => {
      mesh.version = 57; // by an earlier supervisor
      const isOver = drain();
      mesh.endpoints = [{ ...endpoint, state: 'ready', inFlight: 0 }];
      await clock.pass(100);
      expect(isOver()).toBe(false);
      mesh.endpoints = [{ ...endpoint, inFlight: 0 }];
      await clock.pass(20);
      expect(isOver()).toBe(true);
    });

    it('ends with the instance, whatever its successor has under way', async () => {
      mesh.endpoints = [endpoint];
      const isOver = drain();
      await clock.pass(100);
      mesh.endpoints = [{ ...endpoint, state: 'ready', inFlight: 9 }];
      traffic.update([view('mesh-0'), view('api-0', { incarnation: 2 })]);
      await clock.pass(20);
      expect(isOver()).toBe(true);
    });

    it('does not wait for the requests of another instance of the same name', async () => {
      mesh.endpoints = [
        { ...endpoint, port: 20_001 },
        { ...endpoint, version: 'r2' },
      ];
      const isOver = drain();
      await clock.pass(20);
      expect(isOver()).toBe(true);
    });

    it('lasts until nothing is under way on a mesh that came meanwhile', async () => {
      mesh.endpoints = [endpoint];
      const isOver = drain();
      await clock.pass(100);
      successor.endpoints = [endpoint];
      traffic.update([view('mesh-0'), view('mesh-1'), leaving]);
      mesh.endpoints = [];
      await clock.pass(100);
      expect(isOver()).toBe(false);
      successor.endpoints = [];
      await clock.pass(20);
      expect(isOver()).toBe(true);
    });

    it('lasts while the mesh does not answer in time', async () => {
      mesh.isSlow = true;
      const isOver = drain();
      await clock.pass(100);
      expect(isOver()).toBe(false);
      mesh.isSlow = false;
      await clock.pass(20);
      expect(isOver()).toBe(true);
    });

    it('is over when the mesh is away', async () => {
      mesh.isAway = true;
      const isOver = drain();
      await settled();
      expect(isOver()).toBe(true);
    });
  });
});
