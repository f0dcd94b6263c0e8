/** What an error of the driver means for whoever asked. Pure: knows the driver's errors only. */
import { NinesError } from '@nines/kernel';

import type { ServerAddress } from './server-address.ts';

/**
 * The server is not there, not yet, not for writing, or has no room.
 *
 * @see PostgreSQL documentation, appendix A "PostgreSQL Error Codes": class 08 connection, 25006 read-only (a
 * stand-by), 40P01 deadlock, as with a restore, 53 disk or memory full, too many connections, 57014 it took too long, 57P01-57P03 shutdown, crash, starting up
 */
const AWAY = /^(?:08...|25006|40P01|53...|57014|57P0[1-3]|ECONN\w+|E(?:HOST|NET)UNREACH|EPIPE|ETIMEDOUT)$/;

/** Errors of the driver itself have no code. */
const AWAY_MESSAGES = [
  'Connection terminated',
  'timeout expired',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Client was closed and is not queryable',
];

/** The server is there and does not want us: class 28 authorization, 3D000 no such database. */
const REFUSED = /^(?:28...|3D000)$/;

/** Both sides do not agree on TLS, or the driver lacks a password. */
const REFUSED_MESSAGES = /\bSSL\b|\bSASL\b|certificate|client password/;

/** Class 22 data, 23502 something is missing, 54000 too long for an index. */
const BAD_EVENT = /^(?:22...|23502|54000)$/;

/** Whether trying again later may help. */
function isAway(error: Error, code: string): boolean {
  // Whatever the code: ENOENT for a Unix socket, ENOTFOUND for a name that is not known yet.
  const failedToConnect = 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo');
  return failedToConnect || AWAY.test(code) || AWAY_MESSAGES.some((message) => error.message.startsWith(message));
}

/**
 * The same failure in the terms of this package; what is none of these stays as it is.
 *
 * `STORE_UNREACHABLE` trying again may help · `STORE_REFUSED` login, database or TLS · `STORE_PERMISSION` ·
 * `STORE_BAD_EVENT`
 */
export function storeFault(error: unknown, address: ServerAddress): unknown {
  if (!(error instanceof Error) || error instanceof NinesError) return error;
  const code = 'code' in error ? String(error.code) : '';
  const server = `PostgreSQL at ${address.name}`;
  const fault = (kind: Uppercase<string>, message: string): NinesError =>
    new NinesError(kind, message, { cause: error, details: { server: address.name, sqlState: code } });
  if (isAway(error, code)) return fault('STORE_UNREACHABLE', `${server} does not serve now: ${error.message || code}`);
  if (REFUSED.test(code) || REFUSED_MESSAGES.test(error.message)) {
    return fault('STORE_REFUSED', `${server} was not entered: ${error.message}. ${adviceOn(error.message)}`);
  }
  if (code === '42501') return fault('STORE_PERMISSION', `${server}: ${error.message}. ${grantsFor(address)}`);
  if (BAD_EVENT.test(code)) return fault('STORE_BAD_EVENT', `${server} cannot hold this event: ${error.message}`);
  return error;
}

function adviceOn(message: string): string {
  return /SSL|certificate/.test(message)
    ? 'Check sslmode and sslrootcert in DATABASE_URL'
    : 'Check role, password and database in DATABASE_URL';
}

function grantsFor({ role, database }: ServerAddress): string {
  return (
    `Nines keeps its state in a schema of its own. As the owner of the database run: ` +
    `CREATE SCHEMA IF NOT EXISTS nines; ALTER SCHEMA nines OWNER TO "${role}"; ` +
    `or let the role make it: GRANT CREATE ON DATABASE "${database}" TO "${role}"`
  );
}

/**
 * Runs `work`, which speaks to the server, and states its failures in the terms of this package.
 *
 * @throws NinesError as `storeFault` says, and whatever else `work` rejects with
 */
export async function atServer<T>(address: ServerAddress, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeFault(error, address);
  }
}
