/** A small file system of its own that a test can fill. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { TestContext } from 'vitest';

export interface FullDisk extends AsyncDisposable {
  readonly path: string;
  /** Takes all space that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
}

/** Mounts a file system of 4 MiB, or skips the test where this user may not. */
export async function fullDisk(ctx: TestContext): Promise<FullDisk> {
  const path = mkdtempSync(`${tmpdir()}/nines-disk-`);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'nines-test', path], { stdio: 'ignore' });
  } catch {
    rmdirSync(path);
    ctx.skip('a small disk to fill cannot be mounted by this user');
  }
  const ballast = `${path}/ballast`;
  return {
    path,
    fill: () => {
      try {
        writeFileSync(ballast, Buffer.alloc(8 * 1024 * 1024));
      } catch {
        // Full is what it was to become.
      }
    },
    free: () => {
      rmSync(ballast);
    },
    [Symbol.asyncDispose]: async () => {
      execFileSync('umount', ['-l', path]);
      rmdirSync(path);
    },
  };
}
