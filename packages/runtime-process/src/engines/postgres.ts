/** `engine: postgres` as a workload. */
import { chownSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Service } from '@nines/catalog';
import type { EnginePlan } from '../supervisor/planner.ts';
import { engineUser } from './engine-user.ts';
import { findPostgresBinaries, reachableBinaries } from './postgres-binaries.ts';

const SCRIPT = fileURLToPath(new URL('postgres.sh', import.meta.url));

/** The superuser of every server of ours. */
const USER = 'postgres';

export interface PostgresOptions {
  readonly service: Service;
  /** Major version that the service asks for. */
  readonly version: number;
  /** Made with the data directory and the same for ever. */
  readonly password: string;
  /** Database for the services, beside `postgres`. */
  readonly database: string;
  readonly dataDirectory: string;
  /** Where copies of binaries may lie that other users can execute. */
  readonly copiesDirectory: string;
  /** Who the supervisor is. */
  readonly uid: number;
  readonly baseEnvironment: Readonly<Record<string, string>>;
}

/**
 * How the server is launched: its data directory is made at the first start, its own user's where the supervisor is
 * root.
 *
 * @throws NinesError `ENGINE_BINARIES_MISSING`, `ENGINE_NO_USER`
 */
export function postgresPlan(options: PostgresOptions): EnginePlan {
  const { service, version, password, database, dataDirectory, uid } = options;
  const user = engineUser(dirname(dataDirectory), uid);
  const found = findPostgresBinaries();
  const binaries = user === undefined ? found : reachableBinaries(found, options.copiesDirectory);
  const home = makeHome(dirname(dataDirectory), user);
  return {
    credentials: { user: USER, password },
    template: {
      program: ({ port }) => ({
        argv: [
          '/bin/sh',
          SCRIPT,
          binaries.directory,
          dataDirectory,
          String(version),
          String(port ?? ''),
          USER,
          database,
        ],
        env: { ...options.baseEnvironment, HOME: home, LC_ALL: 'C', POSTGRES_PASSWORD: password },
      }),
      cwd: home,
      listens: { kind: 'assigned' },
      stopSignal: service.stop.signal,
      limits: service.resources.limits,
      ...(user && { user }),
    },
  };
}

/** The folder that the data directory is made in, owned by whoever runs the server. */
function makeHome(directory: string, user: { readonly uid: number; readonly gid: number } | undefined): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  return directory;
}

/** Where the data of an engine lies. */
export function engineDataDirectory(stateDirectory: string, service: string): string {
  return join(stateDirectory, 'data', service, 'postgres');
}
