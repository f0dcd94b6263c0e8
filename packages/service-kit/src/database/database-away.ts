/** Which errors mean that the database is away, as opposed to a wrong query. Pure: knows the driver's errors only. */

/**
 * @see PostgreSQL documentation, appendix A "PostgreSQL Error Codes": class 08 connection, 53300 too many
 * connections, 57P01-57P03 shutdown, crash, starting up; 25006 read-only (a stand-by)
 */
const AWAY_CODES = /^(08...|53300|57P0[1-3]|25006|ECONN\w+|EPIPE|ENOTFOUND)$/;

/** Errors of the driver itself have no code. */
const AWAY_MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Query read timeout',
];

/** Whether `error` says that the database cannot be reached or does not serve now. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if ('syscall' in error && error.syscall === 'connect') return true; // whatever the code: ENOENT for a Unix socket
  return AWAY_CODES.test(code) || AWAY_MESSAGES.some((message) => error.message.startsWith(message));
}
