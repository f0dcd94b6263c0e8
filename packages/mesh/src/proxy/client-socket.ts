/** What carries the HTTP/1.1 of a client: a TCP connection, a TLS connection, or one stream of HTTP/2. */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export type ClientSocket = Duplex & {
  /** Peer address. */
  readonly remoteAddress?: string | undefined;
};

/**
 * Ends the connection so that the client cannot take what it has for everything. TCP needs a reset for that; TLS and
 * HTTP/2 tell a proper end from any other by themselves.
 *
 * @see RFC 8446, section 6.1 (`close_notify`); RFC 9113, section 8.1 (incomplete responses)
 */
export function cutOff(socket: ClientSocket): void {
  if (socket instanceof Socket && !('encrypted' in socket)) socket.resetAndDestroy();
  else socket.destroy();
}
