/** Where the supervisor and its guard write. */
import { join } from 'node:path';

export function supervisorLogFile(stateDirectory: string): string {
  return join(stateDirectory, 'logs', 'supervisor.log');
}
