/** Range queries to any Prometheus, also one that asks for a name and a password. */
import { messageOf, NinesError } from '@nines/kernel';
import { z } from 'zod';

/** Moments from the first to the last one, both included; ms since the epoch. */
export interface Moments {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly stepMs: number;
}

/** One series: its labels, and its figures at the moments at which it has one. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
}

/** Seconds since the epoch, and the figure as text. */
export type Sample = readonly [atSeconds: number, value: string];

export type QueryRange = (promql: string, moments: Moments, signal: AbortSignal) => Promise<readonly Series[]>;

/** Longer than Prometheus itself takes before it gives up (2 min), ms. */
const ANSWER_MS = 150_000;

const matrixSchema = z.object({
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        // Looked into sample by sample this would take longer than the query.
        values: z.custom<readonly Sample[]>(Array.isArray),
      }),
    ),
  }),
});

const refusalSchema = z.object({ status: z.literal('error'), error: z.string() });

/**
 * Queries fail with `CLI_NO_PROMETHEUS` where nobody answers, or somebody who is no Prometheus, and with
 * `CLI_QUERY_REFUSED` where Prometheus says why it does not.
 *
 * @param address - may have a path, as behind a proxy, and `NAME:PASSWORD@`
 * @throws NinesError `CLI_INVALID_INPUT` where the address is none
 * @see Prometheus documentation, "HTTP API", "Range queries"
 */
export function prometheusAt(address: string): QueryRange {
  const { headers, url } = endpointOf(address);
  return async (promql, { firstMs, lastMs, stepMs }, signal) => {
    const body = new URLSearchParams({
      query: promql,
      start: String(firstMs / 1_000),
      end: String(lastMs / 1_000),
      step: String(stepMs / 1_000),
    });
    const document = await ask(url, { method: 'POST', headers, body }, signal);
    const matrix = matrixSchema.safeParse(document);
    if (matrix.success)
      return matrix.data.data.result.map(({ metric, values }) => ({ labels: metric, samples: values }));
    const refusal = refusalSchema.safeParse(document);
    if (refusal.success) throw new NinesError('CLI_QUERY_REFUSED', `${shown(url)} refuses: ${refusal.data.error}`);
    throw new NinesError('CLI_NO_PROMETHEUS', `what answers at ${shown(url)} is no Prometheus`);
  };
}

interface Endpoint {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

function endpointOf(address: string): Endpoint {
  const url = URL.parse(address);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new NinesError('CLI_INVALID_INPUT', `"${address}" is no address; write for example http://127.0.0.1:9090`);
  }
  const [name, password] = [url.username, url.password].map(decoded);
  const credentials = Buffer.from(`${name}:${password}`).toString('base64');
  const isNamed = url.username !== '';
  [url.username, url.password] = ['', ''];
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/query_range`;
  return { url, headers: isNamed ? { authorization: `Basic ${credentials}` } : {} };
}

/** What is no escape is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function ask(url: URL, request: RequestInit, signal: AbortSignal): Promise<unknown> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  try {
    const answer = await fetch(url, { ...request, signal: stop });
    const text = await answer.text();
    return text.startsWith('{') ? (JSON.parse(text) as unknown) : undefined;
  } catch (error) {
    signal.throwIfAborted();
    const { cause } = error as Error;
    throw new NinesError('CLI_NO_PROMETHEUS', `no Prometheus answers at ${shown(url)}: ${messageOf(cause ?? error)}`);
  }
}

function shown({ host, protocol }: URL): string {
  return `${protocol}//${host}`;
}
