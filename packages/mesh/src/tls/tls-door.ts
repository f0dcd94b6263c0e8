/** TLS for accepted connections: the certificate, the handshakes, and what becomes of them. */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { hasCode, messageOf } from '@nines/kernel';
import type { DataPlane } from '../data-plane.ts';
import type { ConnectionHost } from '../proxy/client-connection.ts';
import type { TlsMaterial } from '../snapshot.ts';
import { HTTP2, SecureConnection } from './secure-connection.ts';

/** Clients that offer neither, or do not know of this, speak HTTP/1.1. */
const PROTOCOLS = [HTTP2, 'http/1.1'];

export interface TlsDoorOptions {
  readonly plane: DataPlane;
  readonly host: ConnectionHost;
  /** Called once for each connection, when it is closed. */
  readonly onClosed: (connection: SecureConnection) => void;
}

/**
 * Every host has the same certificate: who asks for a name that is not in it, or for none, is shown it all the same,
 * and notices.
 */
export class TlsDoor {
  readonly #options: TlsDoorOptions;
  /** Does not listen: connections are handed to it. */
  readonly #server: Server;
  readonly #connections = new Map<string, SecureConnection>();
  #shown: string | undefined;
  #error: string | undefined;

  constructor(options: TlsDoorOptions) {
    const { plane } = options;
    this.#options = options;
    this.#server = createServer({
      ALPNProtocols: PROTOCOLS,
      handshakeTimeout: plane.settings.handshakeTimeoutMs,
      minVersion: 'TLSv1.2',
    });
    this.#server.on('secureConnection', (secured) => {
      this.#connections.get(peerOf(secured))?.begin(secured, plane, options.host);
    });
    this.#server.on('tlsClientError', (error, socket) => {
      socket.destroy();
      plane.metrics.countRefused(
        hasCode(error, 'ERR_TLS_HANDSHAKE_TIMEOUT') ? 'tls_handshake_timeout' : 'tls_handshake',
      );
    });
  }

  /** Why what is wanted is not shown. */
  get error(): string | undefined {
    return this.#error;
  }

  /** Shows this certificate from the next handshake on. Where it is unusable, the one before serves on. */
  show({ file, fingerprint }: TlsMaterial): void {
    if (this.#shown === fingerprint) return;
    try {
      const pem = readFileSync(file);
      this.#server.setSecureContext({ key: pem, cert: pem, minVersion: 'TLSv1.2' });
      this.#shown = fingerprint;
      this.#error = undefined;
    } catch (error) {
      this.#error = `the certificate ${file} cannot be used: ${messageOf(error)}`;
    }
  }

  accept(socket: Socket): SecureConnection {
    const connection = new SecureConnection(socket);
    const peer = peerOf(socket);
    this.#connections.set(peer, connection);
    socket.on('error', () => undefined); // 'close' follows
    socket.once('close', () => {
      if (this.#connections.get(peer) === connection) this.#connections.delete(peer);
      this.#options.onClosed(connection);
    });
    socket.allowHalfOpen = false;
    this.#server.emit('connection', socket);
    return connection;
  }
}

/** Tells the connections of a listener apart, below TLS and above. */
function peerOf({ remoteAddress, remotePort }: Socket | TLSSocket): string {
  return `${remoteAddress ?? ''} ${remotePort ?? ''}`;
}
