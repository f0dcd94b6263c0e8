/**
 * One client connection that speaks HTTP: reads requests one after the other, hands each to an exchange, and writes
 * what comes back. Pipelined requests wait their turn unread.
 */
import type { DataPlane } from '../data-plane.ts';
import type { ActiveFault } from '../faults/active-fault.ts';
import type { FaultSubject } from '../faults/decide.ts';
import { REFUSALS, type RefusalReason } from '../http/refusal.ts';
import type { RequestHead } from '../http/request-head.ts';
import { RequestParser, type RequestSink } from '../http/request-parser.ts';
import type { Origin } from '../http/request-writer.ts';
import type { EdgeMetrics } from '../metrics/edge-metrics.ts';
import type { Sweepable } from '../sweeper.ts';
import type { UpstreamConnection } from '../upstream/connection.ts';
import { type ChannelUser, ClientChannel } from './client-channel.ts';
import type { ClientSocket } from './client-socket.ts';
import { Exchange, type ExchangeClient } from './exchange.ts';
import { type Problem, type ProblemFraming, renderProblem, REQUEST_TIMEOUT } from './problem.ts';
import { ReadFlow } from './read-flow.ts';
import type { Route } from './route.ts';
import { Tunnel } from './tunnel.ts';

/** The listener a connection came in by. */
export interface ConnectionHost {
  readonly isIngress: boolean;
  readonly scheme: 'http' | 'https';
  /** What faults know of a connection. */
  readonly faultSubject: FaultSubject;
  /** Requests may ask for a version of the service. */
  readonly honoursVersion: boolean;
  /** Its own address, `127.0.0.1:8080`. */
  readonly localAuthority: string;
  /** No further requests are wanted. */
  readonly isDraining: boolean;
  /** Decides where a request goes, or what it is answered instead. */
  routeOf(head: RequestHead): Route | Problem;
  onConnectionClosed(connection: ClientConnection): void;
}

export class ClientConnection implements RequestSink, ExchangeClient, ChannelUser, Sweepable {
  readonly #channel: ClientChannel;
  readonly #plane: DataPlane;
  readonly #host: ConnectionHost;
  readonly #parser: RequestParser;
  readonly #origin: Origin;
  readonly #flow: ReadFlow;
  #exchange: Exchange | undefined;
  #tunnel: Tunnel | undefined;
  #isProcessing = false;
  /** The last response is out; what still comes is dropped. */
  #hasEnded = false;
  #receivedAt: number;
  #headStartedAt = 0;
  #endedAt = 0;
  #clientEndedAt = Infinity;

  constructor(socket: ClientSocket, plane: DataPlane, host: ConnectionHost) {
    this.#channel = new ClientChannel(socket, () => plane.clock.monotonicMs(), this);
    this.#plane = plane;
    this.#host = host;
    this.#parser = new RequestParser(plane.settings);
    this.#flow = new ReadFlow(this.#channel);
    this.#origin = {
      isIngress: host.isIngress,
      scheme: host.scheme,
      // Asking the kernel costs 9 us, and inside the platform nobody wants to know.
      clientAddress: (host.isIngress ? socket.remoteAddress : undefined) ?? 'unknown',
      localAuthority: host.localAuthority,
      honoursVersion: host.honoursVersion,
    };
    this.#receivedAt = plane.sweeper.now;
    plane.sweeper.add(this);
    if (plane.faults.forConnections.length > 0) this.#channel.face(plane.faults.forConnections, host.faultSubject);
    this.#channel.listen();
  }

  get isDraining(): boolean {
    return this.#host.isDraining;
  }

  /**
   * Closes once the request under way, if any, is answered. One that was used just now may be about to be used again:
   * closing it under the client's hands would cost that request, so it waits for a moment.
   */
  drain(): void {
    this.#tunnel?.drain();
    this.check(this.#plane.sweeper.now);
  }

  /** Lets a new fault decide about the connection. */
  onFault(active: ActiveFault): void {
    this.#channel.face([active], this.#host.faultSubject);
  }

  destroy(): void {
    this.#channel.destroy();
  }

  check(now: number): void {
    const { settings } = this.#plane;
    if (this.#tunnel !== undefined) return;
    if (this.#hasEnded) {
      if (now - this.#endedAt >= settings.lingerMs && this.#channel.writableLength === 0) this.#channel.destroy();
      else if (now - this.#endedAt >= settings.streamTimeoutMs) this.#channel.destroy();
    } else if (this.#exchange !== undefined) this.#checkExchange(this.#exchange, now);
    else if (this.#parser.isInHead) {
      if (now - this.#headStartedAt >= settings.headTimeoutMs) this.#refuse(REQUEST_TIMEOUT);
    } else if (now - this.#receivedAt >= this.#idleLimitMs) this.#endGracefully();
  }

  get #idleLimitMs(): number {
    const { drainIdleMs, idleTimeoutMs } = this.#plane.settings;
    return this.#host.isDraining ? drainIdleMs : idleTimeoutMs;
  }

  // Requests ----------------------------------------------------------------------------------------------------------

  onRequestHead(head: RequestHead): void {
    const route = this.#host.routeOf(head);
    if ('status' in route) {
      this.#plane.metrics.countRefused(route.reason);
      this.#answerWith(route, {
        close: !head.keepAlive || head.hasBody || this.#host.isDraining,
        isHead: head.method === 'HEAD',
        clientMinorVersion: head.minorVersion,
      });
      return;
    }
    this.#exchange = new Exchange(this.#plane, this, route, head, this.#origin);
    this.#exchange.start(head);
  }

  onBody(bytes: Buffer, start: number, end: number): void {
    this.#exchange?.sendBody(bytes.subarray(start, end));
  }

  onRequestEnd(trailers: string): void {
    this.#exchange?.sendEnd(trailers);
  }

  onRequestRefused(reason: RefusalReason): void {
    const { status, detail } = REFUSALS[reason];
    this.#refuse({ status, code: 'MESH_BAD_REQUEST', reason, detail });
  }

  // For the exchange --------------------------------------------------------------------------------------------------

  writeToClient(bytes: Buffer): boolean {
    return this.#channel.write(bytes);
  }

  get needsDrain(): boolean {
    return this.#channel.needsDrain;
  }

  holdRequest(hold: boolean): void {
    this.#flow.hold(hold);
  }

  answer(problem: Problem, exchange: Exchange): void {
    this.#exchange = undefined;
    const { isRequestComplete, clientKeepsAlive, clientMinorVersion, method } = exchange;
    const close = !isRequestComplete || !clientKeepsAlive || this.#host.isDraining;
    this.#answerWith(problem, { close, isHead: method === 'HEAD', clientMinorVersion });
  }

  exchangeDone(close: boolean): void {
    this.#exchange = undefined;
    this.#responseSent(close);
  }

  abortClient(): void {
    this.#exchange = undefined;
    // A reset, so that a body whose end is the connection's end cannot pass for complete.
    this.#channel.cutOff();
  }

  becomeTunnel(upstream: UpstreamConnection, edge: EdgeMetrics): void {
    this.#exchange = undefined;
    const tunnel = new Tunnel(this.#channel, upstream, this.#plane, edge);
    this.#tunnel = tunnel;
    if (this.#host.isDraining) tunnel.drain();
    const ahead = this.#flow.takeAhead();
    this.#flow.hold(false);
    if (ahead !== undefined) tunnel.onClientData(ahead);
    if (this.#clientEndedAt !== Infinity) tunnel.onClientEnd();
  }

  // Socket ------------------------------------------------------------------------------------------------------------

  onData(chunk: Buffer): void {
    if (this.#tunnel !== undefined) this.#tunnel.onClientData(chunk);
    else if (!this.#hasEnded) this.#process(chunk);
  }

  onDrain(): void {
    if (this.#tunnel !== undefined) this.#tunnel.onClientDrain();
    else if (this.#exchange !== undefined) this.#exchange.onClientDrain();
    else this.#goOn();
  }

  onEnd(): void {
    this.#clientEndedAt = this.#plane.sweeper.now;
    if (this.#tunnel !== undefined) this.#tunnel.onClientEnd();
    else this.#endIfClientEnded();
  }

  /** The client sends no more: what it has asked for is still answered, what it has begun to ask for is not. */
  #endIfClientEnded(): void {
    if (this.#clientEndedAt === Infinity || this.#flow.hasAhead || this.#isProcessing) return;
    if (this.#exchange === undefined) this.#endGracefully();
    else if (!this.#exchange.isRequestComplete) this.#channel.destroy();
  }

  onClosed(): void {
    this.#plane.sweeper.delete(this);
    this.#hasEnded = true;
    this.#exchange?.abandon();
    this.#exchange = undefined;
    this.#tunnel?.onClientClosed();
    this.#host.onConnectionClosed(this);
  }

  /** Reads what a chunk holds, up to the end of the request under way. */
  #process(chunk: Buffer): void {
    const flow = this.#flow;
    const parser = this.#parser;
    const plane = this.#plane;
    this.#receivedAt = plane.sweeper.now;
    if (flow.hasAhead) {
      flow.keepAhead(chunk);
      return;
    }
    this.#isProcessing = true;
    let at = 0;
    while (at < chunk.length && !this.#hasEnded) {
      if (parser.isComplete) {
        if (this.#mustWait()) {
          flow.keepAhead(chunk.subarray(at));
          break;
        }
        parser.next();
      }
      if (parser.isIdle) this.#headStartedAt = this.#receivedAt;
      at = parser.execute(chunk, at, chunk.length, this);
    }
    this.#isProcessing = false;
    this.#exchange?.flush();
    this.#endIfClientEnded();
  }

  /** The next request has to wait: one is under way, or its responses would pile up unread. */
  #mustWait(): boolean {
    return this.#exchange !== undefined || this.#channel.needsDrain;
  }

  #goOn(): void {
    if (!this.#flow.hasAhead || this.#isProcessing || this.#mustWait()) return;
    const ahead = this.#flow.takeAhead();
    if (ahead !== undefined) this.#process(ahead);
  }

  // Answers and ends --------------------------------------------------------------------------------------------------

  #refuse(problem: Problem): void {
    const exchange = this.#exchange;
    this.#plane.metrics.countRefused(problem.reason);
    this.#exchange = undefined;
    exchange?.abandon();
    if (exchange?.hasBegunResponse === true) this.#channel.cutOff();
    else this.#answerWith(problem, { close: true, isHead: false, clientMinorVersion: 1 });
  }

  #answerWith(problem: Problem, framing: Omit<ProblemFraming, 'date'>): void {
    this.#channel.write(renderProblem(problem, { ...framing, date: this.#plane.date() }));
    this.#responseSent(framing.close);
  }

  #responseSent(close: boolean): void {
    this.#receivedAt = this.#plane.sweeper.now;
    if (close || this.#host.isDraining) this.#endGracefully();
    else {
      this.#goOn();
      this.#endIfClientEnded();
    }
  }

  /**
   * Ends our side and reads on for a while: closing at once would reset the connection while the client is still
   * sending, and take the response from under its eyes.
   *
   * @see RFC 9112, section 9.6
   */
  #endGracefully(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#endedAt = this.#plane.sweeper.now;
    this.#flow.takeAhead();
    this.#flow.hold(false);
    this.#channel.end();
  }

  #checkExchange(exchange: Exchange, now: number): void {
    const { settings } = this.#plane;
    if (now - this.#clientEndedAt >= settings.halfCloseGraceMs) this.#channel.destroy();
    else if (!exchange.isRequestComplete && !this.#flow.isHeld && now - this.#receivedAt >= settings.bodyTimeoutMs) {
      this.#refuse(REQUEST_TIMEOUT);
    } else exchange.check(now);
  }
}
