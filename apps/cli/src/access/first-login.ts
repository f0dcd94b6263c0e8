/** What the first administrator of a platform opens to set a password. */
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_PATHS } from '@nines/api';
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

/** Undefined where it was used, or where there is no server that knows. */
export async function firstLoginUrl(question: FirstLoginQuestion): Promise<string | undefined> {
  const { signal, socket, stateDirectory, url } = question;
  const deadline = performance.now() + KNOWN_WITHIN_MS;
  while ((await askServer(socket, API_PATHS.users, signal)) === undefined && performance.now() < deadline) {
    await sleep(POLL_MS, undefined, { signal });
  }
  const path = await readFile(firstLoginFile(stateDirectory), 'utf8').catch(() => '');
  return path === '' ? undefined : `${url}${path.trim()}`;
}
