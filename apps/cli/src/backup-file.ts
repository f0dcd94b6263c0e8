/** A backup on its way into a file, and out of one. */
import { lstat, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { problemSchema } from '@nines/api';
import { hasCode, messageOf, NinesError } from '@nines/kernel';
import type { ErrorCode } from '@nines/kernel';
import { isAbsent, person } from './server-client.ts';

/** @throws NinesError `BACKUP_NOT_WRITTEN` where there is a file of that name: a backup takes the place of none */
export async function requireAbsent(file: string): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (found !== undefined) throw notWritten(file, 'there is a file of that name already');
}

/**
 * Writes what the server answers into `file`, which only its owner may read: all of it, or nothing.
 *
 * @throws NinesError `BACKUP_NOT_WRITTEN` where the disk is full, the server broke off, or there is such a file
 */
export async function writeBackup(answer: IncomingMessage, file: string): Promise<void> {
  await requireSuccess(answer);
  const partial = `${file}.partial-${process.pid}`;
  let handle: FileHandle | undefined;
  try {
    handle = await open(partial, 'wx', 0o600);
    await pipeline(answer, handle.createWriteStream({ flush: true }));
    await requireAbsent(file);
    await rename(partial, file);
  } catch (cause) {
    await handle?.close().catch(() => undefined);
    await rm(partial, { force: true });
    if (hasCode(cause, 'BACKUP_NOT_WRITTEN')) throw cause;
    const isServers = hasCode(cause, 'ECONNRESET');
    const why = isServers ? 'the server broke off; see nines logs nines-server' : messageOf(cause);
    throw notWritten(file, why, cause);
  }
}

function notWritten(file: string, why: string, cause?: unknown): NinesError {
  return new NinesError('BACKUP_NOT_WRITTEN', `no backup was written to ${file}: ${why}`, { cause });
}

/**
 * Sends `file` to where the server takes it; returns what it answers.
 *
 * @throws NinesError `BACKUP_NOT_READ`, `CLI_NO_SERVER`; what the server says where it refuses
 */
export async function sendBackup(
  socketPath: string,
  path: string,
  file: string,
  signal: AbortSignal,
): Promise<unknown> {
  const handle = await open(file).catch((cause: unknown) => {
    throw notRead(cause);
  });
  if (!(await handle.stat()).isFile()) {
    await handle.close();
    throw notRead(new Error(`${file} is no file`));
  }
  // Asked to keep the connection, a server that refuses early reads on: else what it says would be lost with it.
  const connection = 'keep-alive';
  const headers = { host: 'localhost', connection, 'content-type': 'application/gzip', 'nines-person': person() };
  const outgoing = request({ socketPath, path, method: 'POST', agent: false, signal, headers });
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  let failure: unknown;
  const content = handle.createReadStream().once('error', (cause) => (failure = cause));
  // The server may refuse before it has read everything; its answer says why.
  pipeline(content, outgoing).catch(() => undefined);
  const [answer] = await answered.catch((cause: unknown) => {
    signal.throwIfAborted();
    throw failure === undefined ? noAnswer(cause) : notRead(failure);
  });
  outgoing.on('error', () => undefined);
  await requireSuccess(answer);
  return json(answer);
}

function notRead(cause: unknown): NinesError {
  return new NinesError('BACKUP_NOT_READ', `the backup cannot be read: ${messageOf(cause)}`, { cause });
}

function noAnswer(cause: unknown): NinesError {
  const said = isAbsent(cause)
    ? 'the server does not answer; see nines status'
    : 'the server broke off before it said what became of the backup; see nines status, and try again';
  return new NinesError('CLI_NO_SERVER', said, { cause });
}

async function requireSuccess(answer: IncomingMessage): Promise<void> {
  const { statusCode = 500 } = answer;
  if (statusCode < 300) return;
  const problem = problemSchema.safeParse(await json(answer).catch(() => undefined));
  if (problem.success) throw new NinesError(problem.data.code as ErrorCode, problem.data.detail);
  throw new NinesError('CLI_NO_SERVER', `the server answered ${statusCode}; see nines logs nines-server`);
}
