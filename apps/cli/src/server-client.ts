/** The server of a platform, as far as commands ask it. */
import type { PlatformReport } from '@nines/runtime-process';

/** Longest wait for an answer, ms. */
const ANSWER_MS = 5_000;

/** The server's workload. */
const SERVER = 'nines-server';

/** Where the server of a platform is to be found; undefined where the platform runs without one. */
export function serverUrl(report: PlatformReport | undefined): string | undefined {
  const server = report?.status.system.find(({ name }) => name === SERVER);
  return server?.url ?? undefined;
}

/** Asks for a document; undefined where nobody answers, or not with a success. The caller parses it. */
export async function askServer(url: string, path: string, signal: AbortSignal): Promise<unknown> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  try {
    const answer = await fetch(new URL(path, url), { signal: stop });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
