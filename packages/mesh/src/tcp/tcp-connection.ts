/** One raw TCP connection: finds an instance that accepts it, then tunnels. */
import type { Socket } from 'node:net';
import type { DataPlane } from '../data-plane.ts';
import type { EdgeMetrics } from '../metrics/edge-metrics.ts';
import { Tunnel } from '../proxy/tunnel.ts';
import { chooseEndpoint } from '../upstream/balancer.ts';
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
export class TcpConnection implements UpstreamHandler, InFlight {
  readonly #socket: Socket;
  readonly #options: TcpConnectionOptions;
  #endpoint: Endpoint | undefined;
  #upstream: UpstreamConnection | undefined;
  #tunnel: Tunnel | undefined;
  #tries = 0;

  constructor(socket: Socket, options: TcpConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.setKeepAlive(true, 60_000);
    socket.on('error', ignore); // 'close' follows
    socket.on('close', () => {
      this.#onClientClosed();
    });
    this.#tryNext();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  onUpstreamConnected(): void {
    const socket = this.#socket;
    const upstream = this.#upstream;
    const options = this.#options;
    if (upstream === undefined) return;
    const tunnel = new Tunnel(socket, upstream, options.plane, options.edge);
    this.#tunnel = tunnel;
    this.#leaveEndpoint();
    socket.on('data', (chunk: Buffer) => {
      tunnel.onClientData(chunk);
    });
    socket.on('drain', () => {
      tunnel.onClientDrain();
    });
    socket.on('end', () => {
      tunnel.onClientEnd();
    });
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
    const { plane, edge } = this.#options;
    edge.connectFailures += 1;
    this.#endpoint?.failed(plane.sweeper.now, plane.settings.ejectionMs);
    this.#leaveEndpoint();
    this.#tryNext();
  }

  onEndpointUnready(): void {
    return;
  }

  #tryNext(): void {
    const { plane, service, edge } = this.#options;
    if (this.#socket.destroyed) return;
    const mayTry = this.#tries < MAX_TRIES;
    const next = mayTry ? chooseEndpoint(service.ready, plane.sweeper.now, plane.random, this.#endpoint) : undefined;
    if (next === undefined) {
      plane.metrics.countRefused('no_instance');
      this.#socket.destroy();
      return;
    }
    if (this.#tries > 0) edge.retries += 1;
    this.#tries += 1;
    this.#endpoint = next;
    next.underWay.add(this);
    this.#upstream = new UpstreamConnection(next, plane, this);
  }

  #onClientClosed(): void {
    if (this.#tunnel !== undefined) this.#tunnel.onClientClosed();
    else if (this.#upstream !== undefined) {
      this.#upstream.handler = undefined;
      this.#upstream.destroy();
    }
    this.#leaveEndpoint();
    this.#options.onClosed(this);
  }

  #leaveEndpoint(): void {
    this.#endpoint?.underWay.delete(this);
  }
}

function ignore(): void {
  return;
}
