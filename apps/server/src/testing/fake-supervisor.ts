/** A supervisor to play with: a real control socket and a real spool on disk, and nothing behind them. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { EventEmitter, on } from 'node:events';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalog } from '@nines/catalog';
import type { InstanceState, NinesEvent, PlatformStatus, ServiceStatus } from '@nines/kernel';
import { eventsDirectory, serverSocketPath, startControlServer } from '@nines/runtime-process';
import type { DesiredReport, PlatformReport } from '@nines/runtime-process';

/** Instances of each service by state. */
export type States = Readonly<Record<string, readonly InstanceState[]>>;

export class FakeSupervisor {
  readonly stateDirectory = mkdtempSync(join(tmpdir(), 'nines-server-'));
  readonly controlSocket = join(this.stateDirectory, 'control.sock');
  /** Where a server of its answers commands. */
  readonly serverSocket = serverSocketPath(this.controlSocket);
  states: States = {};
  catalog: Catalog;
  ports: Readonly<Record<string, number>> = {};
  tools: Readonly<Record<string, string>> = {};
  readonly #appended = new EventEmitter().setMaxListeners(0);
  readonly #events: NinesEvent[] = [];
  #server: Server | undefined;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    mkdirSync(eventsDirectory(this.stateDirectory), { recursive: true });
  }

  async start(): Promise<void> {
    this.#server = await startControlServer({
      socketPath: this.controlSocket,
      onUnexpectedError: (error) => {
        throw error;
      },
      target: {
        apply: refuse,
        restart: refuse,
        scale: refuse,
        shutdown: refuse,
        logs: refuse,
        report: async () => ({ status: this.#status() }) as PlatformReport,
        desired: async () => this.#desired(),
        observe: (since, signal) => this.#observe(since, signal),
      },
    });
  }

  /** Its connections break off; what happens meanwhile is spooled. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.stateDirectory, { recursive: true, force: true });
  }

  /** Something happens now. */
  emit(type: string, subject: string, data: NinesEvent['data'] = {}): NinesEvent {
    const id = `boot:${this.#events.length + 1}`;
    const event = { id, type, source: 'supervisor', subject, time: new Date().toISOString(), data };
    this.#events.push(event);
    appendFileSync(join(eventsDirectory(this.stateDirectory), '00000001.jsonl'), `${JSON.stringify(event)}\n`);
    this.#appended.emit('event', event);
    return event;
  }

  /** The only instance of a service dies, or all of them. */
  crash(service: string): void {
    const states = this.states[service] ?? [];
    this.states = { ...this.states, [service]: states.map(() => 'crashed') };
    states.forEach((_, index) => {
      this.emit('instance.crashed', `${service}-${index}`, { reason: 'ended by SIGKILL', crashesInRow: 1 });
    });
  }

  recover(service: string): void {
    const states = this.states[service] ?? [];
    this.states = { ...this.states, [service]: states.map(() => 'ready') };
    states.forEach((_, index) => this.emit('instance.ready', `${service}-${index}`));
  }

  async *#observe(since: string | undefined, signal: AbortSignal): AsyncGenerator<NinesEvent> {
    const coming = on(this.#appended, 'event', { signal });
    const after = since === undefined ? 0 : Number(since.split(':')[1]);
    const past = this.#events.slice(after);
    try {
      yield* past;
      let seen = after + past.length;
      for await (const [event] of coming as AsyncIterableIterator<[NinesEvent]>) {
        const sequence = Number(event.id.split(':')[1]);
        if (sequence <= seen) continue;
        yield event;
        seen = sequence;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #desired(): DesiredReport {
    const { catalog, ports, tools, stateDirectory } = this;
    return { catalog, ports, tools, stateDirectory };
  }

  #status(): PlatformStatus {
    const all = Object.entries(this.states).map(([name, states]) => serviceStatus(name, states));
    const isSystem = ({ name }: ServiceStatus): boolean => name.startsWith('nines-') || name === 'mesh';
    return {
      schemaVersion: 1,
      platform: this.catalog.name,
      state: 'degraded',
      services: all.filter((service) => !isSystem(service)),
      system: all.filter(isSystem),
    };
  }
}

function serviceStatus(name: string, states: readonly InstanceState[]): ServiceStatus {
  return {
    name,
    kind: 'service',
    url: null,
    desired: states.length,
    ready: states.filter((state) => state === 'ready').length,
    instances: states.map((state, index) => ({
      id: `${name}-${index}`,
      pid: null,
      state,
      version: 'r1',
      port: 20_000 + index,
      restarts: 0,
      startedAt: null,
      nextTryAt: null,
      cpuCores: 0.1,
      memoryBytes: 1_000_000,
    })),
  };
}

function refuse(): never {
  throw new Error('This supervisor only tells');
}
