/** Keeps a process from coming back: whatever is started in its place is killed before it can do anything. */
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Shorter than anything takes to get ready, ms. */
const POLL_MS = 4;
/** A process is looked at so often: at first it still is the shell that becomes it. */
const LOOKS = 20;

/** Kills whatever has such a command line, its arguments joined by spaces, until released. @returns what releases it */
export function holdDown(isVictim: (command: string, pid: number) => boolean): () => Promise<void> {
  const released = new AbortController();
  const looks = new Map<string, number>();
  const holding = (async () => {
    while (!released.signal.aborted) {
      for (const name of readdirSync('/proc')) {
        const seen = looks.get(name) ?? 0;
        if (seen >= LOOKS || !/^\d+$/.test(name) || Number(name) === process.pid) continue;
        looks.set(name, seen + 1);
        if (!isVictim(commandOf(name), Number(name))) continue;
        looks.delete(name);
        kill(Number(name));
      }
      await sleep(POLL_MS);
    }
  })();
  return async () => {
    released.abort();
    await holding;
  };
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended by itself
  }
}
