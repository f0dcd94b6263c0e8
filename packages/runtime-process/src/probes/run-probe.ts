/** Asking one instance once. */
import { askExec, type ExecTarget } from './ask-exec.ts';
import { askHttp, type HttpTarget } from './ask-http.ts';
import { askPostgres, type PostgresTarget } from './ask-postgres.ts';
import { askTcp, type TcpTarget } from './ask-tcp.ts';
import { ownTimeout } from './own-time.ts';
import type { ProbeResult } from './probe-result.ts';

/** Whom to ask, and how: everything that a reference may stand in is resolved. */
export type ProbeRequest = HttpTarget | TcpTarget | ExecTarget | PostgresTarget;

/**
 * Asks once. Never rejects: whatever goes wrong is a miss with its reason.
 *
 * @param signal the caller's cancellation; the result means nothing then
 */
export async function runProbe(request: ProbeRequest, timeoutMs: number, signal: AbortSignal): Promise<ProbeResult> {
  const timeout = ownTimeout(timeoutMs);
  const result = await ask(request, AbortSignal.any([timeout.signal, signal]));
  timeout.cancel();
  return timeout.signal.aborted && !result.ok
    ? { ok: false, answered: false, reason: `no answer within ${timeoutMs} ms` }
    : result;
}

function ask(request: ProbeRequest, signal: AbortSignal): Promise<ProbeResult> {
  switch (request.kind) {
    case 'http':
      return askHttp(request, signal);
    case 'tcp':
      return askTcp(request, signal);
    case 'exec':
      return askExec(request, signal);
    case 'postgres':
      return askPostgres(request, signal);
  }
}
