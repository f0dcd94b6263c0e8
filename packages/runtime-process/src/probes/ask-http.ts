/** HTTP probes: a GET that must be answered by a status from 200 to 399. */
import { request as httpRequest } from 'node:http';
import { refusal, silence, type ProbeResult } from './probe-result.ts';

/** Value of `user-agent`, by which services tell probes from users. */
const PROBE_USER_AGENT = 'nines-probe';

export interface HttpTarget {
  readonly kind: 'http';
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** A connection of its own each time: a kept one may lead to a process that is no longer the one that listens. */
export function askHttp({ host, port, path }: HttpTarget, signal: AbortSignal): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const headers = { 'user-agent': PROBE_USER_AGENT, connection: 'close' };
    const request = httpRequest({ host, port, path, headers, agent: false, signal }, (response) => {
      const status = response.statusCode ?? 0;
      // The status is the answer; a body may be long or never end.
      response.destroy();
      resolve(status >= 200 && status < 400 ? { ok: true } : refusal(`${path} answered ${status}`));
    });
    request.on('error', (error) => {
      resolve(silence(error));
    });
    request.end();
  });
}
