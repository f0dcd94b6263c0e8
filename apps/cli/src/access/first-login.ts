/** What the first administrator of a platform opens to set a password. */
import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_PATHS, LINK_MS } from '@nines/api';
import { firstLoginFile } from '@nines/runtime-process';
import { askServer } from '../server-client.ts';

/** The server knows its users a moment after it is ready: the database may be only just there. */
const KNOWN_WITHIN_MS = 3_000;
const POLL_MS = 100;

export interface FirstLoginQuestion {
  readonly socket: string;
  readonly stateDirectory: string;
  /** Of the server. */
  readonly url: string;
  readonly signal: AbortSignal;
}

/** Undefined where it was used or is too old, or where there is no server that knows. */
export async function firstLoginUrl(question: FirstLoginQuestion): Promise<string | undefined> {
  const { signal, socket, stateDirectory, url } = question;
  const deadline = performance.now() + KNOWN_WITHIN_MS;
  while ((await askServer(socket, API_PATHS.users, signal)) === undefined && performance.now() < deadline) {
    await sleep(POLL_MS, undefined, { signal });
  }
  const file = firstLoginFile(stateDirectory);
  const path = await readFile(file, 'utf8').catch(() => '');
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
  return path === '' || Date.now() - mtimeMs >= LINK_MS ? undefined : `${url}${path.trim()}`;
}
