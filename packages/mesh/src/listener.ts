/** One address held open: accepts connections, and knows what they are for. */
import type { Socket } from 'node:net';
import { messageOf } from '@nines/kernel';
import type { DataPlane } from './data-plane.ts';
import { RouteTable } from './ingress/route-table.ts';
import type { ActiveFault } from './faults/active-fault.ts';
import type { FaultSubject } from './faults/decide.ts';
import type { EdgeMetrics } from './metrics/edge-metrics.ts';
import type { RequestHead } from './http/request-head.ts';
import { ListeningSocket } from './listening-socket.ts';
import { ClientConnection, type ConnectionHost } from './proxy/client-connection.ts';
import { httpsOnly, NOT_ROUTED, type Problem, renderProblem, TOO_MANY_CONNECTIONS } from './proxy/problem.ts';
import type { Route } from './proxy/route.ts';
import type { MeshListener, TlsMaterial } from './snapshot.ts';
import type { ListenerStatus } from './status.ts';
import { TcpConnection } from './tcp/tcp-connection.ts';
import type { SecureConnection } from './tls/secure-connection.ts';
import { TlsDoor } from './tls/tls-door.ts';
import type { Service } from './upstream/service.ts';

const INGRESS_CONSUMER = 'ingress';

/** Finds the service of a name, also one that the snapshot does not list: it has no instances then. */
export type ServiceLookup = (name: string) => Service;

type Connection = ClientConnection | SecureConnection | TcpConnection;

export class Listener implements ConnectionHost {
  readonly localAuthority: string;
  isDraining = false;
  isIngress = false;
  honoursVersion = true;
  readonly #plane: DataPlane;
  readonly #lookup: ServiceLookup;
  readonly #connections = new Set<Connection>();
  #desired: MeshListener;
  #routes = new RouteTable([]);
  readonly #edges = new Map<string, EdgeMetrics>();
  #service: Route | undefined;
  /** Undefined where HTTP is spoken as it is. */
  #door: TlsDoor | undefined;
  #socket: ListeningSocket | undefined;
  #wasTried = false;
  #error: string | undefined;
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
    return this.#socket !== undefined;
  }

  get scheme(): 'http' | 'https' {
    return this.#door === undefined ? 'http' : 'https';
  }

  /** It was opened, or could not be. */
  get wasTried(): boolean {
    return this.#wasTried;
  }

  status(): ListenerStatus {
    const { kind, host, port } = this.#desired;
    const service = this.#service;
    const error = this.#error ?? this.#door?.error;
    return {
      ...{ kind, host, port, connections: this.#connections.size },
      ...(service !== undefined && { service: service.service.name }),
      ...(error !== undefined && { error }),
    };
  }

  /** Takes on another purpose at the same address, for the next request on. */
  update(desired: MeshListener): void {
    this.#desired = desired;
    this.isIngress = desired.kind === 'ingress';
    this.honoursVersion = desired.allowVersionHeader ?? desired.kind !== 'ingress';
    this.#edges.clear();
    if (desired.kind === 'ingress') {
      if (desired.tls === undefined) this.#door = undefined;
      else this.#showCertificate(desired.tls);
      this.#service = undefined;
      this.#routes = new RouteTable(desired.routes);
      for (const route of desired.routes) this.#edge(INGRESS_CONSUMER, route.service);
    } else {
      const edge = this.#edge(desired.consumer, desired.service);
      this.#service = { service: this.#lookup(desired.service), edge };
    }
  }

  /** Opens the address. Failure is kept in the status. @param descriptor @see ListeningSocketOptions.descriptor */
  async open(descriptor?: number): Promise<void> {
    const { host, port } = this.#desired;
    const onSocket = (accepted: Socket): void => {
      this.#accept(accepted);
    };
    try {
      const socket = await ListeningSocket.open({ host, port, descriptor, onSocket });
      socket.onError((error) => {
        this.#error = messageOf(error);
      });
      this.#error = undefined;
      if (this.isDraining) socket.close();
      else this.#socket = socket;
    } catch (error) {
      this.#error = messageOf(error);
    }
    this.#wasTried = true;
  }

  /** Leaves it closed for now. @param error why, for the status */
  postpone(error: unknown): void {
    this.#error = messageOf(error);
  }

  /** The open socket, to be passed on. Undefined while it is not open. */
  get descriptor(): number | undefined {
    return this.#socket?.descriptor;
  }

  /** Leaves the address to whoever else holds it. Each response is the last on its connection from now on. */
  stopAccepting(): void {
    this.isDraining = true;
    this.#socket?.close();
    this.#socket = undefined;
  }

  /** Stops accepting; resolves when the last connection is closed, which each is when nothing is under way on it. */
  async drain(): Promise<void> {
    this.stopAccepting();
    for (const connection of this.#connections) connection.drain();
    if (this.#connections.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  /** Lets a new fault decide about every connection there is. */
  onFault(active: ActiveFault): void {
    for (const connection of this.#connections) connection.onFault(active);
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

  get faultSubject(): FaultSubject {
    const service = this.#service;
    if (service === undefined) return { consumer: INGRESS_CONSUMER, service: '', version: '' };
    return { consumer: service.edge.consumer, service: service.service.name, version: '' };
  }

  routeOf(head: RequestHead): Route | Problem {
    if (this.#service !== undefined) return this.#service;
    const target = head.target();
    const found = this.#routes.find(head.host(), target);
    if (found === undefined) return NOT_ROUTED;
    const { service, location } = found;
    if (location !== undefined) return httpsOnly(location(target));
    return { service: this.#lookup(service), edge: this.#edge(INGRESS_CONSUMER, service) };
  }

  onConnectionClosed(connection: Connection): void {
    if (!this.#connections.delete(connection)) return;
    this.#plane.metrics.connectionsOpen -= 1;
    if (this.#connections.size === 0) this.#onEmpty?.();
  }

  #accept(socket: Socket): void {
    const plane = this.#plane;
    const service = this.#service;
    const isTcp = service?.service.protocol === 'tcp';
    const door = this.#door;
    if (this.#connections.size >= plane.settings.maxConnections) {
      this.#turnAway(socket, isTcp || door !== undefined);
      return;
    }
    plane.metrics.connectionsTotal += 1;
    plane.metrics.connectionsOpen += 1;
    if (door !== undefined) this.#connections.add(door.accept(socket));
    else this.#connections.add(isTcp ? this.#acceptTcp(socket, service) : new ClientConnection(socket, plane, this));
  }

  #showCertificate(material: TlsMaterial): void {
    this.#door ??= new TlsDoor({
      plane: this.#plane,
      host: this,
      onClosed: (connection) => {
        this.onConnectionClosed(connection);
      },
    });
    this.#door.show(material);
  }

  #acceptTcp(socket: Socket, { service, edge }: Route): TcpConnection {
    const plane = this.#plane;
    const onClosed = (closed: TcpConnection): void => {
      this.onConnectionClosed(closed);
    };
    return new TcpConnection(socket, { plane, service, edge, onClosed });
  }

  #turnAway(socket: Socket, isRaw: boolean): void {
    const plane = this.#plane;
    plane.metrics.countRefused(TOO_MANY_CONNECTIONS.reason);
    socket.on('error', () => undefined);
    if (isRaw) {
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
