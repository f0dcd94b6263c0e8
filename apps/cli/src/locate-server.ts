/** From a command line to the server of the platform that it is about. */
import { NinesError } from '@nines/kernel';
import type { PlatformStatus } from '@nines/kernel';
import type { Invocation } from './command.ts';
import { locateRunningPlatform } from './locate-platform.ts';

/** The server's workload. */
export const SERVER = 'nines-server';

export interface LocatedServer {
  /** Path of the Unix socket that it answers on. */
  readonly socket: string;
  readonly stateDirectory: string;
  /** Where browsers and programs find it. */
  readonly url: string | null;
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
  const system = (await platform.reportIfRunning())?.status.system ?? [];
  const server = system.find(({ name }) => name === SERVER);
  const { stateDirectory } = platform;
  if (server !== undefined) return { socket: platform.serverSocket(), stateDirectory, url: server.url, system };
  throw new NinesError(
    'CLI_NO_SERVER',
    'this platform runs without monitoring, so that nobody knows; see monitoring.enabled in nines.yaml',
  );
}
