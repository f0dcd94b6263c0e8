/** Where the state is kept: a connection string, and how to speak of it without its password. */
import { NinesError } from '@nines/kernel';
import { Client } from 'pg';

export interface ServerAddress {
  /** Holds the password: for the driver only. */
  readonly url: string;
  readonly role: string;
  readonly database: string;
  /** `role@host:port/database`, for people. */
  readonly name: string;
}

/**
 * At most one `@`, and that before the host: anything else is a password with a reserved character in it, parts of
 * which would be taken for host or database, and shown.
 */
const CONNECTION_STRING = /^(?:postgres|postgresql|socket):(?:\/\/(?:[^/?#]*@)?)?[^@#]*$/i;

/**
 * Takes a connection string apart as the driver will, TLS options and files they name included; connects nowhere.
 *
 * @throws NinesError `STORE_BAD_URL`
 * @see RFC 3986, section 2.2 for the characters that have to be encoded
 */
export function readServerAddress(url: string): ServerAddress {
  if (!CONNECTION_STRING.test(url)) {
    throw badUrl(
      'it has to be postgres://ROLE:PASSWORD@HOST:PORT/DATABASE, with @ : / ? # of a password as %40 and so on',
    );
  }
  try {
    const { user = '', host, port, database = '' } = new Client({ connectionString: url });
    return { url, role: user, database, name: `${user}@${host}:${port}/${database}` };
  } catch (error) {
    throw badUrl(reasonOf(error), error);
  }
}

/** Only what the file system says is passed on: a parser may quote what it could not parse. */
function reasonOf(error: unknown): string {
  const isFileError = error instanceof Error && 'syscall' in error;
  return isFileError ? `a file it names cannot be read (${error.message})` : 'the driver cannot parse it';
}

function badUrl(reason: string, cause?: unknown): NinesError {
  return new NinesError('STORE_BAD_URL', `The address of the database, DATABASE_URL, is not usable: ${reason}`, {
    cause,
  });
}
