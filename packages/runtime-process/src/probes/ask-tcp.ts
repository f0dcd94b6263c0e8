/** TCP probes: a connection must be accepted. */
import { connect, type Socket } from 'node:net';
import { silence, type ProbeResult } from './probe-result.ts';

export interface TcpTarget {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}

/**
 * Note that the kernel accepts connections for a process that listens, also for a stopped one: this probe finds what
 * has not begun to listen, not what is stuck.
 */
export function askTcp(target: TcpTarget, signal: AbortSignal): Promise<ProbeResult> {
  return withConnection(target, signal, (_, resolve) => {
    resolve({ ok: true });
  });
}

/** Connects, lets `talk` find out, and closes the connection whatever the outcome. */
export function withConnection(
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
  talk: (socket: Socket, resolve: (result: ProbeResult) => void) => void,
): Promise<ProbeResult> {
  const { promise, resolve } = Promise.withResolvers<ProbeResult>();
  const socket = connect({ host, port, noDelay: true });
  const abort = (): void => {
    resolve(silence(signal.reason));
  };
  signal.addEventListener('abort', abort, { once: true });
  socket.on('error', (error) => {
    resolve(silence(error));
  });
  socket.on('close', () => {
    resolve(silence('connection closed without an answer'));
  });
  socket.on('connect', () => {
    talk(socket, resolve);
  });
  return promise.finally(() => {
    signal.removeEventListener('abort', abort);
    socket.destroy();
  });
}
