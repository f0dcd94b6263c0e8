/** Keep-alive connections of an endpoint, last in, first out, so that few are warm rather than many lukewarm. */
import type { DataPlane } from '../data-plane.ts';
import type { UpstreamConnection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';

/** A connection that has been idle for at most `maxIdleMs`, if there is one. */
export function takeIdle(endpoint: Endpoint, now: number, maxIdleMs: number): UpstreamConnection | undefined {
  const freshest = endpoint.idle.at(-1);
  if (freshest === undefined || now - freshest.idleSince > maxIdleMs || now >= freshest.expiresAt) return undefined;
  endpoint.idle.pop();
  freshest.expiresAt = Infinity;
  return freshest;
}

/**
 * Gives a connection back after a complete exchange.
 *
 * @param keepAliveSeconds what the endpoint said about idle connections, -1 if nothing; one second is kept as margin
 */
export function release(connection: UpstreamConnection, plane: DataPlane, keepAliveSeconds: number): void {
  const { endpoint } = connection;
  const { settings, sweeper } = plane;
  const hintMs = keepAliveSeconds < 0 ? Infinity : (keepAliveSeconds - 1) * 1_000;
  const idleMs = Math.min(settings.upstreamIdleMs, hintMs);
  connection.handler = undefined;
  if (endpoint.state !== 'ready' || endpoint.idle.length >= settings.maxIdleUpstreams || idleMs <= 0) {
    connection.destroy();
    return;
  }
  connection.wasUsed = true;
  connection.idleSince = sweeper.now;
  connection.expiresAt = sweeper.now + idleMs;
  endpoint.idle.push(connection);
}
