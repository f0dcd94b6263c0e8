/** Has certificates made by a process of their own, which ends when it is done. */
import { execFile } from 'node:child_process';
import { messageOf } from '@nines/kernel';

/** Making both takes a quarter of a second. */
const TIMEOUT_MS = 30_000;

/** @returns makes what is missing or due in `directory`; rejects with what the process says of its failure */
export function certificateIssuer(
  entry: string,
  directory: string,
): (platform: string, hosts: readonly string[], signal: AbortSignal) => Promise<void> {
  return async (platform, hosts, signal) => {
    const options = [`--directory=${directory}`, `--platform=${platform}`, ...hosts.map((host) => `--host=${host}`)];
    await new Promise<void>((resolve, reject) => {
      execFile(process.execPath, [entry, ...options], { signal, timeout: TIMEOUT_MS, env: {} }, (error, stdout) => {
        if (error === null) resolve();
        else reject(new Error(lastWord(stdout) ?? messageOf(error), { cause: error }));
      });
    });
  };
}

function lastWord(stdout: string): string | undefined {
  try {
    return (JSON.parse(stdout) as { message?: string }).message;
  } catch {
    return undefined;
  }
}
