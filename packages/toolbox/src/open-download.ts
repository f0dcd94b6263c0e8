/** The answer to a GET, after redirects, through the proxies of an environment. */
import { once } from 'node:events';
import { Agent, get as getHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Agent as SecureAgent, get as getHttps } from 'node:https';
import { messageOf, NinesError } from '@nines/kernel';
import { describeUrl, withoutCredentials } from './without-credentials.ts';

const MOST_REDIRECTS = 5;

export interface DownloadOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Longest silence of the other side, ms, while connecting too. */
  readonly stallMs: number;
}

/**
 * Asks for a file and hands over the answer once it is a 200.
 *
 * @throws NinesError `TOOL_NETWORK` where nobody can be reached, `TOOL_TIMED_OUT` where nobody answers,
 * `TOOL_SERVER_REFUSED` for another status
 * @throws `signal.reason` when the caller cancels
 */
export async function openDownload(start: URL, options: DownloadOptions): Promise<IncomingMessage> {
  let url = start;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const response = await ask(url, start, options);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return response;
    response.destroy();
    if (statusCode < 300 || statusCode > 399 || headers.location === undefined) throw refused(start, statusCode);
    const next = new URL(headers.location, url);
    if (url.protocol === 'https:' && next.protocol !== 'https:') throw refused(start, statusCode);
    url = next;
  }
  throw refused(start, 310);
}

async function ask(url: URL, start: URL, options: DownloadOptions): Promise<IncomingMessage> {
  const { environment, signal, stallMs } = options;
  const proxies = { keepAlive: false, proxyEnv: environment };
  const common = { signal, timeout: stallMs, headers: { 'user-agent': 'nines' } };
  const request =
    url.protocol === 'https:'
      ? getHttps(url, { ...common, agent: new SecureAgent(proxies) })
      : getHttp(url, { ...common, agent: new Agent(proxies) });
  // Before the answer the promise below rejects with this, after it the answer's stream does.
  request.on('timeout', () => request.destroy(timedOut(start, stallMs)));
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    request.on('error', (error) => response.destroy(error));
    return response;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NinesError) throw error;
    throw new NinesError(
      'TOOL_NETWORK',
      `${describeUrl(start)} cannot be reached: ${withoutCredentials(messageOf(error))}; check network and proxy`,
      { details: { url: describeUrl(start) } },
    );
  }
}

function timedOut(url: URL, stallMs: number): NinesError {
  return new NinesError(
    'TOOL_TIMED_OUT',
    `nothing came from ${describeUrl(url)} for ${stallMs / 1_000} s; check network and proxy`,
    { details: { url: describeUrl(url), stallMs } },
  );
}

function refused(url: URL, status: number): NinesError {
  const said = status === 310 ? 'redirects without end' : `answers with status ${status}`;
  return new NinesError('TOOL_SERVER_REFUSED', `${describeUrl(url)} ${said}; check the address of the releases`, {
    details: { url: describeUrl(url), status },
  });
}
