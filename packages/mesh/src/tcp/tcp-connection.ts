/** One raw TCP connection: finds an instance that accepts it, then tunnels. */
import type { Socket } from 'node:net';
import type { DataPlane } from '../data-plane.ts';
import type { EdgeMetrics } from '../metrics/edge-metrics.ts';
import type { ActiveFault } from '../faults/active-fault.ts';
import { type ChannelUser, ClientChannel } from '../proxy/client-channel.ts';
import { Tunnel } from '../proxy/tunnel.ts';
import { UpstreamConnection, type UpstreamHandler } from '../upstream/connection.ts';
import type { Endpoint, InFlight } from '../upstream/endpoint.ts';
import type { Service } from '../upstream/service.ts';

const MAX_TRIES = 2;

export interface TcpConnectionOptions {
  readonly plane: DataPlane;
  readonly service: Service;
  readonly edge: EdgeMetrics;
  /** Called once, when the client's socket is closed. */
  readonly onClosed: (connection: TcpConnection) => void;
}

/** What the client sends while no instance has been reached waits in the kernel. */
export class TcpConnection implements ChannelUser, UpstreamHandler, InFlight {
  readonly #channel: ClientChannel;
  readonly #options: TcpConnectionOptions;
  #endpoint: Endpoint | undefined;
  #upstream: UpstreamConnection | undefined;
  #tunnel: Tunnel | undefined;
  #tries = 0;
  #triedAt = 0;
  #isDraining = false;

  constructor(socket: Socket, options: TcpConnectionOptions) {
    this.#channel = new ClientChannel(socket, () => options.plane.clock.monotonicMs(), this);
    this.#options = options;
    socket.setKeepAlive(true, 60_000);
    this.#tryNext();
  }

  /** Ends when its two sides have nothing to say. */
  drain(): void {
    this.#isDraining = true;
    this.#tunnel?.drain();
  }

  destroy(): void {
    this.#channel.destroy();
  }

  onUpstreamConnected(): void {
    const upstream = this.#upstream;
    const options = this.#options;
    if (upstream === undefined) return;
    const now = options.plane.clock.monotonicMs();
    upstream.endpoint.health.succeeded(this.#triedAt, now);
    const tunnel = new Tunnel(this.#channel, upstream, options.plane, options.edge);
    this.#tunnel = tunnel;
    if (this.#isDraining) tunnel.drain();
    this.#leaveEndpoint();
    this.#face(options.plane.faults.forConnections);
    this.#channel.listen();
  }

  /** Lets a new fault decide about the connection, unless that is still to be made and to be decided about. */
  onFault(active: ActiveFault): void {
    if (this.#tunnel !== undefined) this.#face([active]);
  }

  onData(chunk: Buffer): void {
    this.#tunnel?.onClientData(chunk);
  }

  onDrain(): void {
    this.#tunnel?.onClientDrain();
  }

  onEnd(): void {
    this.#tunnel?.onClientEnd();
  }

  onUpstreamData(): void {
    return;
  }

  onUpstreamDrain(): void {
    return;
  }

  onUpstreamEnd(): void {
    return;
  }

  /** Only while connecting: afterwards the tunnel listens. */
  onUpstreamClosed(): void {
    const { plane, edge, service } = this.#options;
    edge.connectFailures += 1;
    if (this.#endpoint !== undefined) service.failed(this.#endpoint, 'refused', plane.clock.monotonicMs());
    this.#leaveEndpoint();
    this.#tryNext();
  }

  onEndpointUnready(): void {
    return;
  }

  #tryNext(): void {
    const { plane, service, edge } = this.#options;
    if (this.#channel.isDestroyed) return;
    const mayTry = this.#tries < MAX_TRIES;
    const next = mayTry ? service.choose(plane.sweeper.now, plane.random, this.#endpoint) : undefined;
    if (next === undefined) {
      plane.metrics.countRefused('no_instance');
      this.#channel.destroy();
      return;
    }
    if (this.#tries > 0) edge.retries += 1;
    this.#tries += 1;
    this.#triedAt = plane.clock.monotonicMs();
    this.#endpoint = next;
    next.underWay.add(this);
    this.#upstream = new UpstreamConnection(next, plane, this);
  }

  onClosed(): void {
    if (this.#tunnel !== undefined) this.#tunnel.onClientClosed();
    else if (this.#upstream !== undefined) {
      this.#upstream.handler = undefined;
      this.#upstream.destroy();
    }
    this.#leaveEndpoint();
    this.#options.onClosed(this);
  }

  #face(faults: readonly ActiveFault[]): void {
    const version = this.#upstream?.endpoint.version;
    if (faults.length === 0 || version === undefined) return;
    const { service, edge } = this.#options;
    this.#channel.face(faults, { consumer: edge.consumer, service: service.name, version });
  }

  #leaveEndpoint(): void {
    this.#endpoint?.underWay.delete(this);
  }
}
