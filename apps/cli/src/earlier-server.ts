/** A server that was started before Nines was replaced by a later version, and serves on. */
import { existsSync } from 'node:fs';
import type { PlatformStatus } from '@nines/kernel';
import { SERVER } from './locate-server.ts';

/**
 * What to do about it; undefined where there is none, or none that is ready. An earlier server has no socket: whatever
 * commands ask for goes through it.
 */
export function earlierServer({ system }: Pick<PlatformStatus, 'system'>, socket: string): string | undefined {
  const server = system.find(({ name }) => name === SERVER);
  if (server === undefined || server.ready === 0 || existsSync(socket)) return undefined;
  return `${SERVER} is still of an earlier version: \`nines restart ${SERVER}\` replaces it, or \`nines down\` and \`nines up\``;
}
