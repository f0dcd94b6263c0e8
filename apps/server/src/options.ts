/** What the process is told by its environment. */
import { NinesError } from '@nines/kernel';
import { z } from 'zod';

export interface ServerOptions {
  /** Loopback port of the API; 0 for any. */
  readonly port: number;
  /** Absolute. */
  readonly stateDirectory: string;
  /** The supervisor's. */
  readonly controlSocket: string;
  /** Holds the password. */
  readonly databaseUrl: string;
}

const ENVIRONMENT = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535),
  NINES_STATE_DIRECTORY: z.string().startsWith('/'),
  NINES_CONTROL_SOCKET: z.string().startsWith('/'),
  DATABASE_URL: z.string().min(1),
});

/** @throws NinesError `SERVER_BAD_ENVIRONMENT`; names variables, never their values */
export function parseOptions(environment: Readonly<Record<string, string | undefined>>): ServerOptions {
  const parsed = ENVIRONMENT.safeParse(environment);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))].join(', ');
    throw new NinesError('SERVER_BAD_ENVIRONMENT', `the server cannot start: missing or not usable: ${names}`);
  }
  const { PORT, NINES_STATE_DIRECTORY, NINES_CONTROL_SOCKET, DATABASE_URL } = parsed.data;
  return {
    port: PORT,
    stateDirectory: NINES_STATE_DIRECTORY,
    controlSocket: NINES_CONTROL_SOCKET,
    databaseUrl: DATABASE_URL,
  };
}
