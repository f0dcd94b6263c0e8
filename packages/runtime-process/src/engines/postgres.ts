/** PostgreSQL as a workload like any other: a command, a stop signal, a way to ask whether it takes connections. */
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NinesError } from '@nines/kernel';
import { isOpenToAll } from '../state-directory/locate-state-directory.ts';
import { writeAtomically } from '../state-directory/write-atomically.ts';
import type { PostgresTarget } from '../probes/ask-postgres.ts';
import { findEngineUser, type SystemUser } from './engine-user.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';

const SCRIPT = fileURLToPath(new URL('engine-postgres.sh', import.meta.url));
const SUPERUSER = 'postgres';

export interface PostgresOptions {
  /** Name of the service; its data is kept under this name. */
  readonly service: string;
  /** Name of the database that is made in a new cluster: the platform's. */
  readonly database: string;
  /** Major version that the catalog asks for. */
  readonly version: number;
  /** `StateDirectory.data`. */
  readonly dataDirectory: string;
  /** Of the superuser; the same each time. */
  readonly password: string;
  /** Who starts it. */
  readonly uid: number;
}

/** How to run one engine. */
export interface EngineWorkload {
  /** Words of the command that serves on `port`. */
  argv(port: number): readonly string[];
  readonly cwd: string;
  /** Holds the password, which the command takes out before the server starts. */
  readonly env: Readonly<Record<string, string>>;
  readonly user?: SystemUser;
  /** Whether it takes connections. */
  probe(host: string, port: number): PostgresTarget;
  /** Address with credentials, for consumers. */
  url(host: string, port: number): string;
}

/**
 * Gets everything ready that must be there before the first start; existing data is looked at and never touched. Does
 * no harm when done again.
 *
 * @throws NinesError `ENGINE_NOT_INSTALLED`, `ENGINE_NO_USER`, `ENGINE_VERSION_UNAVAILABLE`, `ENGINE_DATA_CORRUPT`,
 * `ENGINE_DATA_VERSION`
 */
export function preparePostgres(options: PostgresOptions): EngineWorkload {
  const { service, database, version, dataDirectory, password, uid } = options;
  const user = findEngineUser(uid);
  const { bin, major } = findPostgresBinaries({ otherUser: user !== undefined, copyDirectory: dataDirectory });
  if (major !== version) {
    throw new NinesError(
      'ENGINE_VERSION_UNAVAILABLE',
      `service "${service}" asks for PostgreSQL ${version}, installed is ${major}; write "version: ${major}"`,
      {
        details: { service, version, installed: major },
      },
    );
  }
  const home = `${dataDirectory}/${service}`;
  makeHome(home, user);
  checkCluster(`${home}/cluster`, version);
  const account = `${SUPERUSER}:${encodeURIComponent(password)}`;
  const script = user === undefined ? SCRIPT : reachableScript(home);
  return {
    argv: (port) => ['/bin/sh', script, bin, home, String(port), database],
    cwd: home,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', NINES_POSTGRES_PASSWORD: password },
    ...(user && { user }),
    probe: (host, port) => ({ kind: 'postgres', host, port, user: SUPERUSER, database }),
    url: (host, port) => `postgres://${account}@${host}:${port}/${encodeURIComponent(database)}`,
  };
}

/** The script where the server's user can read it. */
function reachableScript(home: string): string {
  if (isOpenToAll(dirname(SCRIPT))) return SCRIPT;
  const copy = `${home}/engine-postgres.sh`;
  writeAtomically(copy, readFileSync(SCRIPT, 'utf8'), 0o644);
  return copy;
}

/** Its own directory, into which the server's user may put the cluster. */
function makeHome(home: string, user: SystemUser | undefined): void {
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o700);
  if (user !== undefined) chownSync(home, user.uid, user.gid);
}

/** @see PostgreSQL source, src/include/catalog/pg_control.h: PG_CONTROL_FILE_SIZE */
const CONTROL_FILE_BYTES = 8_192;
const CONTROL_FILE = 'global/pg_control';

/** @see PostgreSQL documentation, "Database File Layout": PG_VERSION, global/pg_control */
function checkCluster(cluster: string, version: number): void {
  if (!existsSync(cluster)) return;
  const missing = ['PG_VERSION', CONTROL_FILE, 'base', 'pg_wal'].filter(
    (name) => !existsSync(`${cluster}/${name}`) || (name === CONTROL_FILE && isCut(`${cluster}/${name}`)),
  );
  if (missing.length > 0) {
    throw new NinesError(
      'ENGINE_DATA_CORRUPT',
      `${cluster} is not a whole PostgreSQL cluster (no whole ${missing.join(', ')}); restore it from a backup, or move it away to start with an empty one`,
      {
        details: { cluster, missing },
      },
    );
  }
  const found = readFileSync(`${cluster}/PG_VERSION`, 'utf8').trim();
  if (found === String(version)) return;
  throw new NinesError(
    'ENGINE_DATA_VERSION',
    `${cluster} was written by PostgreSQL ${found}, version ${version} cannot read it; set "version: ${found}", or dump and restore`,
    {
      details: { cluster, found, version },
    },
  );
}

/** A file system that was full, or lost its power, may leave less than there should be. */
function isCut(controlFile: string): boolean {
  return statSync(controlFile).size < CONTROL_FILE_BYTES;
}
