/** From a command line to the server of the platform that it is about. */
import { NinesError } from '@nines/kernel';
import type { PlatformStatus } from '@nines/kernel';
import type { Invocation } from './command.ts';
import { locateRunningPlatform } from './locate-platform.ts';
import { serverUrl } from './server-client.ts';

export interface LocatedServer {
  readonly url: string;
  readonly stateDirectory: string;
  /** Nines' own workloads beside it. */
  readonly system: PlatformStatus['system'];
}

/**
 * The server need not answer.
 *
 * @throws NinesError `RUNTIME_NOT_RUNNING` without a platform, `CLI_NO_SERVER` where it runs without a server
 */
export async function locateServer(invocation: Invocation): Promise<LocatedServer> {
  const platform = await locateRunningPlatform(invocation);
  const report = await platform.reportIfRunning();
  const url = serverUrl(report);
  const { stateDirectory } = platform;
  if (url !== undefined) return { url, stateDirectory, system: report?.status.system ?? [] };
  throw new NinesError(
    'CLI_NO_SERVER',
    'this platform runs without monitoring, so that nobody knows; see monitoring.enabled in nines.yaml',
  );
}
