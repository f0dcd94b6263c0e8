/**
 * One HTTP/2 connection: every stream becomes a client connection that carries one request.
 *
 * A GOAWAY costs what the client has sent and we have not seen, unless it announces a last stream that is never
 * reached; but behind any GOAWAY, `node:http2` takes no further stream. So the one there is goes out with the last
 * answer that is owed, when a client that waits for answers has nothing under way.
 *
 * @see RFC 9113, section 6.8 (GOAWAY)
 */
import { constants, performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { DataPlane } from '../data-plane.ts';
import type { ActiveFault } from '../faults/active-fault.ts';
import { REFUSALS, type RefusalReason } from '../http/refusal.ts';
import { ClientConnection, type ConnectionHost } from '../proxy/client-connection.ts';
import { type Problem, renderProblem } from '../proxy/problem.ts';
import type { Sweepable } from '../sweeper.ts';
import { http2Limits, responseLimits } from './limits.ts';
import { translateRequest } from './request-translation.ts';
import { StreamSocket } from './stream-socket.ts';

const { NGHTTP2_FLAG_END_STREAM } = constants;

export class Http2Connection implements Sweepable {
  readonly #plane: DataPlane;
  readonly #host: ConnectionHost;
  readonly #remoteAddress: string | undefined;
  readonly #session: ServerHttp2Session;
  readonly #streams = new Set<ClientConnection>();
  #idleSince: number;
  #drainsSince = Infinity;

  /** @param host is told of every stream as of a connection, but only this one counts as closed */
  constructor(socket: TLSSocket, plane: DataPlane, host: ConnectionHost) {
    this.#plane = plane;
    this.#host = this.#hostOfStreams(host);
    this.#remoteAddress = socket.remoteAddress;
    this.#idleSince = plane.sweeper.now;
    this.#session = performServerHandshake(socket, http2Limits(plane.settings));
    this.#attach(this.#session);
    plane.sweeper.add(this);
  }

  /**
   * Closes when all that is under way is done. One that was used just now may be about to be used again, and takes
   * further streams for a moment; with the last answer it owes, it ends.
   */
  drain(): void {
    this.#drainsSince = Math.min(this.#drainsSince, this.#plane.sweeper.now);
    this.check(this.#plane.sweeper.now);
  }

  /** Lets a new fault decide about every stream: each counts as a connection. */
  onFault(active: ActiveFault): void {
    for (const stream of this.#streams) stream.onFault(active);
  }

  check(now: number): void {
    const { drainIdleMs, idleTimeoutMs } = this.#plane.settings;
    const idleLimitMs = this.#drainsSince === Infinity ? idleTimeoutMs : drainIdleMs;
    const isIdle = this.#streams.size === 0 && now - this.#idleSince >= idleLimitMs;
    if (isIdle || now - this.#drainsSince >= drainIdleMs) this.#session.close();
  }

  #attach(session: ServerHttp2Session): void {
    session.on('stream', (stream, _, flags, fields: readonly string[]) => {
      this.#begin(stream, fields, (flags & NGHTTP2_FLAG_END_STREAM) === 0);
    });
    session.on('error', () => undefined); // 'close' follows
    session.on('close', () => {
      this.#plane.sweeper.delete(this);
    });
  }

  #begin(stream: ServerHttp2Stream, fields: readonly string[], hasBody: boolean): void {
    const plane = this.#plane;
    const request = translateRequest(fields, hasBody);
    const limits = responseLimits(plane.settings);
    const remoteAddress = this.#remoteAddress;
    if (typeof request === 'string') {
      const refused = { method: 'GET', head: '', isChunked: false };
      this.#refuse(new StreamSocket(stream, { request: refused, limits, remoteAddress }), request);
      return;
    }
    const socket = new StreamSocket(stream, { request, limits, remoteAddress });
    socket.once('finish', () => {
      this.#leaveWithin(1);
    });
    this.#streams.add(new ClientConnection(socket, plane, this.#host));
  }

  /** While draining, ends the connection when no more than `streams` are left. */
  #leaveWithin(streams: number): void {
    if (this.#drainsSince !== Infinity && this.#streams.size <= streams) this.#session.close();
  }

  #refuse(socket: StreamSocket, reason: RefusalReason): void {
    const { status, detail } = REFUSALS[reason];
    const problem: Problem = { status, code: 'MESH_BAD_REQUEST', reason, detail };
    this.#plane.metrics.countRefused(reason);
    socket.on('error', () => undefined);
    socket.resume();
    socket.end(renderProblem(problem, { close: true, isHead: false, clientMinorVersion: 1, date: this.#plane.date() }));
  }

  #hostOfStreams(host: ConnectionHost): ConnectionHost {
    return {
      isIngress: host.isIngress,
      scheme: host.scheme,
      honoursVersion: host.honoursVersion,
      faultSubject: host.faultSubject,
      localAuthority: host.localAuthority,
      get isDraining() {
        return host.isDraining;
      },
      routeOf: (head) => host.routeOf(head),
      onConnectionClosed: (connection) => {
        this.#streams.delete(connection);
        this.#idleSince = this.#plane.sweeper.now;
        this.#leaveWithin(0);
      },
    };
  }
}
