/** One address held open: accepts connections, and knows what they are for. */
import { createServer, type Server, type Socket } from 'node:net';
import { messageOf } from '@nines/kernel';
import type { DataPlane } from './data-plane.ts';
import { RouteTable } from './ingress/route-table.ts';
import type { EdgeMetrics } from './metrics/edge-metrics.ts';
import type { RequestHead } from './http/request-head.ts';
import { ClientConnection, type ConnectionHost } from './proxy/client-connection.ts';
import { NOT_ROUTED, type Problem, renderProblem, TOO_MANY_CONNECTIONS } from './proxy/problem.ts';
import type { Route } from './proxy/route.ts';
import type { MeshListener } from './snapshot.ts';
import type { ListenerStatus } from './status.ts';
import { TcpConnection } from './tcp/tcp-connection.ts';
import type { Service } from './upstream/service.ts';

const INGRESS_CONSUMER = 'ingress';

/** Finds the service of a name, also one that the snapshot does not list: it has no instances then. */
export type ServiceLookup = (name: string) => Service;

export class Listener implements ConnectionHost {
  readonly localAuthority: string;
  isDraining = false;
  isIngress = false;
  honoursVersion = true;
  readonly #plane: DataPlane;
  readonly #lookup: ServiceLookup;
  readonly #connections = new Set<ClientConnection | TcpConnection>();
  #desired: MeshListener;
  #routes = new RouteTable([]);
  readonly #edges = new Map<string, EdgeMetrics>();
  #service: Route | undefined;
  #server: Server | undefined;
  #error: string | undefined;
  #opening: Promise<void> | undefined;
  #onEmpty: (() => void) | undefined;

  constructor(desired: MeshListener, plane: DataPlane, lookup: ServiceLookup) {
    this.#plane = plane;
    this.#lookup = lookup;
    this.#desired = desired;
    this.localAuthority = Listener.keyOf(desired);
    this.update(desired);
  }

  /** Address, `127.0.0.1:8080`. */
  static keyOf({ host, port }: MeshListener): string {
    return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  }

  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  status(): ListenerStatus {
    const { kind, host, port } = this.#desired;
    const service = this.#service;
    return {
      ...{ kind, host, port, connections: this.#connections.size },
      ...(service !== undefined && { service: service.service.name }),
      ...(this.#error !== undefined && { error: this.#error }),
    };
  }

  /** Takes on another purpose at the same address, for the next request on. */
  update(desired: MeshListener): void {
    this.#desired = desired;
    this.isIngress = desired.kind === 'ingress';
    this.honoursVersion = desired.allowVersionHeader ?? desired.kind !== 'ingress';
    this.#edges.clear();
    if (desired.kind === 'ingress') {
      this.#service = undefined;
      this.#routes = new RouteTable(desired.routes);
      for (const route of desired.routes) this.#edge(INGRESS_CONSUMER, route.service);
    } else {
      const edge = this.#edge(desired.consumer, desired.service);
      this.#service = { service: this.#lookup(desired.service), edge };
    }
  }

  /** Opens the address unless it is open. Failure is kept in the status. */
  async open(): Promise<void> {
    if (this.#server !== undefined || this.isDraining) return;
    this.#opening ??= this.#listen().finally(() => {
      this.#opening = undefined;
    });
    await this.#opening;
  }

  async #listen(): Promise<void> {
    const { host, port } = this.#desired;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#accept(socket);
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port, backlog: 1_024 }, resolve);
      });
      server.on('error', (error) => {
        this.#error = messageOf(error);
      });
      this.#error = undefined;
      if (this.isDraining) server.close();
      else this.#server = server;
    } catch (error) {
      this.#error = messageOf(error);
    }
  }

  /** Stops accepting; resolves when the last connection is closed. Connections without a request are closed now. */
  async drain(): Promise<void> {
    this.isDraining = true;
    this.#server?.close();
    this.#server = undefined;
    for (const connection of this.#connections) if (connection instanceof ClientConnection) connection.drain();
    if (this.#connections.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  /** Ends `drain`, whatever is under way. */
  destroyConnections(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  /** Adds the edges that lead from here, and the versions that may answer on each. */
  announceTo(live: Map<EdgeMetrics, Set<string>>): void {
    for (const [name, edge] of this.#edges) {
      const versions = live.get(edge) ?? new Set(['']);
      for (const endpoint of this.#lookup(name).ready) versions.add(endpoint.version);
      live.set(edge, versions);
    }
  }

  routeOf(head: RequestHead): Route | Problem {
    if (this.#service !== undefined) return this.#service;
    const name = this.#routes.find(head.host(), head.target());
    return name === undefined ? NOT_ROUTED : { service: this.#lookup(name), edge: this.#edge(INGRESS_CONSUMER, name) };
  }

  onConnectionClosed(connection: ClientConnection | TcpConnection): void {
    if (!this.#connections.delete(connection)) return;
    this.#plane.metrics.connectionsOpen -= 1;
    if (this.#connections.size === 0) this.#onEmpty?.();
  }

  #accept(socket: Socket): void {
    const plane = this.#plane;
    const service = this.#service;
    const isTcp = service?.service.protocol === 'tcp';
    if (this.#connections.size >= plane.settings.maxConnections) {
      this.#turnAway(socket, isTcp);
      return;
    }
    plane.metrics.connectionsTotal += 1;
    plane.metrics.connectionsOpen += 1;
    const connection = isTcp ? this.#acceptTcp(socket, service) : new ClientConnection(socket, plane, this);
    this.#connections.add(connection);
  }

  #acceptTcp(socket: Socket, { service, edge }: Route): TcpConnection {
    const plane = this.#plane;
    const onClosed = (closed: TcpConnection): void => {
      this.onConnectionClosed(closed);
    };
    return new TcpConnection(socket, { plane, service, edge, onClosed });
  }

  #turnAway(socket: Socket, isTcp: boolean): void {
    const plane = this.#plane;
    plane.metrics.countRefused(TOO_MANY_CONNECTIONS.reason);
    socket.on('error', () => undefined);
    if (isTcp) {
      socket.destroy();
      return;
    }
    const framing = { close: true, isHead: false, clientMinorVersion: 1, date: plane.date() };
    socket.end(renderProblem(TOO_MANY_CONNECTIONS, framing));
    socket.resume(); // unread bytes would turn the close into a reset, and the answer would be lost
    socket.setTimeout(plane.settings.lingerMs, () => socket.destroy());
  }

  #edge(consumer: string, service: string): EdgeMetrics {
    let edge = this.#edges.get(service);
    if (edge === undefined) {
      edge = this.#plane.metrics.edge(consumer, service);
      this.#edges.set(service, edge);
    }
    return edge;
  }
}
