/**
 * Raw bytes both ways between a client and an endpoint: TCP services and upgraded connections. Each side's end is
 * passed on by itself, each side's slowness stops the other from sending.
 */
import type { DataPlane } from '../data-plane.ts';
import type { EdgeMetrics } from '../metrics/edge-metrics.ts';
import type { Sweepable } from '../sweeper.ts';
import type { UpstreamConnection, UpstreamHandler } from '../upstream/connection.ts';
import type { InFlight } from '../upstream/endpoint.ts';
import type { ClientChannel } from './client-channel.ts';

export class Tunnel implements UpstreamHandler, InFlight, Sweepable {
  readonly #client: ClientChannel;
  readonly #upstream: UpstreamConnection;
  readonly #plane: DataPlane;
  readonly #metrics: EdgeMetrics;
  #clientEnded = false;
  #upstreamEnded = false;
  #isClosed = false;
  #clientGone = false;
  #upstreamGone = false;
  #movedAt: number;
  #isDraining = false;
  /** The client said something that the endpoint has not replied to. */
  #awaitsReply = false;

  /** The caller forwards the client's `data`, `end`, `drain` and `close` events; the upstream's come by themselves. */
  constructor(client: ClientChannel, upstream: UpstreamConnection, plane: DataPlane, metrics: EdgeMetrics) {
    this.#client = client;
    this.#upstream = upstream;
    this.#plane = plane;
    this.#metrics = metrics;
    this.#movedAt = plane.sweeper.now;
    upstream.handler = this;
    upstream.endpoint.underWay.add(this);
    plane.sweeper.add(this);
    metrics.tcpOpen += 1;
    metrics.route(upstream.endpoint.version).tcpConnections += 1;
  }

  /**
   * Ends both sides as soon as neither has anything to say: the endpoint spoke last, and a while ago. Most protocols
   * that wait for an answer can be left there, and their clients connect again.
   */
  drain(): void {
    this.#isDraining = true;
  }

  onClientData(chunk: Buffer): void {
    this.#awaitsReply = true;
    this.#metrics.bytesFromConsumer += chunk.length;
    this.#movedAt = this.#plane.sweeper.now;
    if (!this.#upstream.write(chunk)) this.#client.pause();
  }

  onClientDrain(): void {
    this.#movedAt = this.#plane.sweeper.now;
    this.#upstream.resume();
  }

  onClientEnd(): void {
    this.#clientEnded = true;
    this.#upstream.end();
  }

  onClientClosed(): void {
    this.#clientGone = true;
    // After a proper end on both sides the last bytes may still be on their way to the endpoint.
    if (!this.#clientEnded || !this.#upstreamEnded) this.#upstream.destroy();
    this.#close();
  }

  onUpstreamConnected(): void {
    return;
  }

  onUpstreamData(bytes: Buffer, length: number): void {
    this.#awaitsReply = false;
    this.#metrics.bytesToConsumer += length;
    this.#movedAt = this.#plane.sweeper.now;
    const chunk = Buffer.allocUnsafe(length);
    bytes.copy(chunk, 0, 0, length);
    if (!this.#client.write(chunk)) this.#upstream.pause();
  }

  onUpstreamDrain(): void {
    this.#movedAt = this.#plane.sweeper.now;
    this.#client.resume();
  }

  onUpstreamEnd(): void {
    this.#upstreamEnded = true;
    this.#client.end();
  }

  onUpstreamClosed(): void {
    this.#upstreamGone = true;
    if (!this.#upstreamEnded || !this.#clientEnded) this.#client.destroy();
    this.#close();
  }

  /** Nothing can be moved: the bytes that went through are not ours to repeat. */
  onEndpointUnready(): void {
    return;
  }

  /** Bytes that nobody takes for a long time: the receiver is stuck, and the sender may be gone unseen. */
  check(now: number): void {
    const waiting = this.#client.writableLength + this.#upstream.pendingBytes;
    if (waiting === 0) this.#checkQuiet(now);
    else if (now - this.#movedAt >= this.#plane.settings.streamTimeoutMs) {
      this.#client.destroy();
      this.#upstream.destroy();
    }
  }

  #checkQuiet(now: number): void {
    if (!this.#isDraining || this.#awaitsReply || now - this.#movedAt < this.#plane.settings.drainQuietMs) return;
    this.#client.end();
    this.#upstream.end();
  }

  #close(): void {
    if (this.#isClosed || !this.#clientGone || !this.#upstreamGone) return;
    this.#isClosed = true;
    this.#plane.sweeper.delete(this);
    this.#upstream.endpoint.underWay.delete(this);
    this.#metrics.tcpOpen -= 1;
  }
}
