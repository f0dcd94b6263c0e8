/** The key of declared load, read from its file again and again: it may come later than the mesh, and change. */
import { readFile } from 'node:fs/promises';
import { type Clock, hasCode, messageOf, NinesError } from '@nines/kernel';

const LOOK_AGAIN_MS = 1_000;

export interface LoadKeyOptions {
  readonly path: string;
  readonly clock: Clock;
  /** Ends the following. */
  readonly signal: AbortSignal;
  /** Called with the first finding and each other one. Undefined: there is no key, or it cannot be read. */
  readonly onKey: (key: string | undefined) => void;
  /** `MESH_LOAD_KEY_UNREADABLE`: there is a file, and it cannot be read. Said once until that changes. */
  readonly onError: (error: NinesError) => void;
}

/** Looks at once and every second. Resolves when `signal` aborts. */
export async function followLoadKey({ path, clock, signal, onKey, onError }: LoadKeyOptions): Promise<void> {
  let last: string | undefined;
  let complaint = '';
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const { key, error } = await readKey(path);
    if (isFirst || key !== last) onKey(key);
    if (error !== undefined && error.message !== complaint) onError(error);
    last = key;
    complaint = error?.message ?? '';
    await clock.sleep(LOOK_AGAIN_MS, signal).catch(() => undefined);
  }
}

async function readKey(path: string): Promise<{ key: string | undefined; error?: NinesError }> {
  try {
    const key = (await readFile(path, 'utf8')).trim();
    return { key: key === '' ? undefined : key };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { key: undefined };
    const message = `The key of declared load in ${path} cannot be read: ${messageOf(error)}`;
    const details = { path };
    return { key: undefined, error: new NinesError('MESH_LOAD_KEY_UNREADABLE', message, { details, cause: error }) };
  }
}
