/** From a command line to the platform that it is about. */
import { NinesError } from '@nines/kernel';
import { findCatalogFile } from './catalog-file.ts';
import type { Invocation } from './command.ts';
import { Platform } from './platform.ts';
import { untilSettled } from './presence.ts';

/**
 * The platform of the invocation's catalog; it need not run. Where its supervisor is just being replaced, this waits.
 *
 * @throws NinesError `CLI_INVALID_INPUT` without a catalog, `CONTROL_TIMED_OUT` where its supervisor hangs
 */
export async function locatePlatform(invocation: Invocation): Promise<Platform> {
  const { signal } = invocation;
  const platform = new Platform({ catalogFile: await findCatalogFile(invocation), signal });
  await untilSettled(platform, signal);
  return platform;
}

/**
 * `locatePlatform` for what makes no sense without a platform that is meant to run.
 *
 * @throws NinesError `RUNTIME_NOT_RUNNING` besides
 */
export async function locateRunningPlatform(invocation: Invocation): Promise<Platform> {
  const platform = await locatePlatform(invocation);
  if (!(await platform.isStopped())) return platform;
  throw new NinesError('RUNTIME_NOT_RUNNING', 'the platform is not running; start it with `nines up`');
}
