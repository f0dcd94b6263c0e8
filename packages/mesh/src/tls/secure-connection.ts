/** One connection of the HTTPS door: its handshake, then whatever protocol was agreed upon. */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { DataPlane } from '../data-plane.ts';
import type { ActiveFault } from '../faults/active-fault.ts';
import { Http2Connection } from '../http2/http2-connection.ts';
import { ClientConnection, type ConnectionHost } from '../proxy/client-connection.ts';

export const HTTP2 = 'h2';

export class SecureConnection {
  readonly #socket: Socket;
  #inner: ClientConnection | Http2Connection | undefined;

  /** @param socket below TLS */
  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** The handshake is done. @param host what the connection came in by */
  begin(secured: TLSSocket, plane: DataPlane, host: ConnectionHost): void {
    const Protocol = secured.alpnProtocol === HTTP2 ? Http2Connection : ClientConnection;
    // Who ends its side in HTTP/1.1 may wait for an answer; in a handshake or in HTTP/2 it is gone.
    secured.allowHalfOpen = Protocol === ClientConnection;
    this.#inner = new Protocol(secured, plane, host);
    if (host.isDraining) this.#inner.drain();
  }

  /** Closes once what is under way is done. */
  drain(): void {
    this.#inner?.drain();
  }

  /** Lets a new fault decide about it. */
  onFault(active: ActiveFault): void {
    this.#inner?.onFault(active);
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
