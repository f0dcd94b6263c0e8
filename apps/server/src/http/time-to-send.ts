/** How long a request may take to come whole: nobody holds a connection for ever by sending a little at a time. */
import type { Clock } from '@nines/kernel';
import type { ServerApp } from './fastify-app.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** From the headers of a request to the end of its body, ms. @defaultValue 60_000 */
    sentWithinMs?: number;
  }
}

const SENT_WITHIN_MS = 60_000;

/** Hangs up on who takes longer, also where they were answered before the end. Of headers, Node sees to it. */
export function limitTimeToSend(app: ServerApp, clock: Pick<Clock, 'timeoutSignal'>): void {
  app.addHook('onRequest', async ({ headers, raw, routeOptions }) => {
    if (headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0') return;
    const late = clock.timeoutSignal(routeOptions.config.sentWithinMs ?? SENT_WITHIN_MS);
    const hangUp = (): void => {
      if (!raw.complete) raw.destroy();
    };
    late.addEventListener('abort', hangUp, { once: true });
    raw.once('close', () => late.removeEventListener('abort', hangUp)); // it came whole, or they hung up themselves
  });
}
