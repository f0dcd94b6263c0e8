import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStateDirectory, ProcessRuntime, trustedControlSocket } from '@nines/runtime-process';
import { expect, it, vi } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');

it('supervises on where the disk of its log is full', async () => {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'nines-supervisor-'));
  const uid = process.getuid?.() ?? 0;
  openStateDirectory(stateDirectory, uid);
  const full = openSync('/dev/full', 'w');
  const options = [`--state=${stateDirectory}`, '--mesh=none', '--certificates=none', '--server=none'];
  const supervisor = spawn(process.execPath, [MAIN, ...options], { stdio: ['ignore', full, 'inherit'] });
  closeSync(full);
  const exited = once(supervisor, 'exit');
  try {
    const signal = AbortSignal.timeout(20_000);
    const runtime = new ProcessRuntime({ socketPath: () => trustedControlSocket(stateDirectory, uid), signal });
    await vi.waitFor(async () => runtime.report(), { timeout: 20_000 });
    supervisor.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  } finally {
    supervisor.kill('SIGKILL');
    rmSync(stateDirectory, { recursive: true, force: true });
  }
});
