/** Parse, construct, run, shut down. */
import { hasCode, messageOf } from '@nines/kernel';
import { systemClock } from '@nines/system-clock';
import { createLog } from './log.ts';
import type { Log } from './log.ts';
import { parseOptions } from './options.ts';
import { runServer } from './server.ts';

/** Runs until SIGTERM or SIGINT. Resolves to the exit code: 0 after a shutdown, 1 failed, 2 invalid environment. */
export async function run(environment: Readonly<Record<string, string | undefined>>): Promise<number> {
  process.stdout.on('error', () => undefined); // a full disk costs lines, not the server, which tells of it
  const log = createLog(
    (line) => process.stdout.write(line),
    () => systemClock.now(),
  );
  try {
    await serve(environment, log);
    return 0;
  } catch (error) {
    log('error', 'The server failed', { reason: messageOf(error) });
    return hasCode(error, 'SERVER_BAD_ENVIRONMENT') ? 2 : 1;
  }
}

async function serve(environment: Readonly<Record<string, string | undefined>>, log: Log): Promise<void> {
  const setting = { ...parseOptions(environment), clock: systemClock, log };
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stop.abort());
  await runServer(setting, stop.signal);
}
