/** Rows of catalogs for tests. */
import { join } from 'node:path';

const SERVER = join(import.meta.dirname, 'server.mjs');

/** How the server behaves; the names are its options. */
export interface ServerMood {
  readonly say?: string;
  /** ms */
  readonly 'ready-after'?: number;
  /** Not ready while this file is in its folder. */
  readonly 'sick-if'?: string;
  readonly 'ignore-term'?: boolean;
}

/** The command of `server.mjs`, run by this Node. */
export function serverCommand(mood: ServerMood = {}): string {
  const options = Object.entries(mood).map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`));
  return [process.execPath, SERVER, ...options].join(' ');
}

/** A service that answers `{ pid, says }` on a stable port. */
export function server(port: number, replicas = 1, mood: ServerMood = {}): Readonly<Record<string, unknown>> {
  return {
    run: { command: serverCommand(mood) },
    port,
    replicas: { min: replicas, max: Math.max(3, replicas) },
    health: { readiness: '/ready' },
    stop: { grace: '2s' },
  };
}

/** What the server answers. */
export interface Answer {
  readonly pid: number;
  readonly says: string;
}

/** Longer than the mesh takes to give up one try and to make another, ms. */
const ANSWER_TIMEOUT_MS = 15_000;

/** One request over a connection of its own. @throws Error where it is not answered with 200 */
export async function ask(port: number, path = '/'): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** How requests went that were sent at a steady pace, whatever became of those before them. */
export interface Load {
  readonly requests: number;
  readonly failures: readonly string[];
}

const PACE_MS = 20;

/** Sends requests while `work` goes on; `send` rejects where one fails. */
export async function loadDuring(
  send: (index: number) => Promise<unknown>,
  work: () => Promise<unknown>,
): Promise<Load> {
  const failures: string[] = [];
  const pending: Promise<unknown>[] = [];
  const pace = setInterval(() => {
    pending.push(send(pending.length).catch((error: unknown) => failures.push(String(error))));
  }, PACE_MS);
  try {
    await work();
  } finally {
    clearInterval(pace);
    await Promise.all(pending);
  }
  return { requests: pending.length, failures };
}
