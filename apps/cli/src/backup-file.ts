/** A backup on its way into a file, and out of one. */
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { userInfo } from 'node:os';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { problemSchema } from '@nines/api';
import { messageOf, NinesError } from '@nines/kernel';
import type { ErrorCode } from '@nines/kernel';

/**
 * Writes what the server answers into `file`, which only its owner may read: all of it, or nothing.
 *
 * @throws NinesError `BACKUP_NOT_WRITTEN` where the disk is full, or the server broke off
 */
export async function writeBackup(answer: IncomingMessage, file: string): Promise<void> {
  await requireSuccess(answer);
  const partial = `${file}.partial-${process.pid}`;
  let handle: FileHandle | undefined;
  try {
    handle = await open(partial, 'wx', 0o600);
    await pipeline(answer, handle.createWriteStream({ flush: true }));
    await rename(partial, file);
  } catch (cause) {
    await handle?.close().catch(() => undefined);
    await rm(partial, { force: true });
    const why = messageOf(cause);
    throw new NinesError('BACKUP_NOT_WRITTEN', `no backup was written to ${file}: ${why}`, { cause });
  }
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
    throw new NinesError('BACKUP_NOT_READ', `the backup cannot be read: ${messageOf(cause)}`, { cause });
  });
  await handle.close();
  const person = { 'nines-person': userInfo().username };
  const headers = { host: 'localhost', 'content-type': 'application/gzip', ...person };
  const outgoing = request({ socketPath, path, method: 'POST', agent: false, signal, headers });
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  // The server may refuse before it has read everything; its answer says why.
  pipeline(createReadStream(file), outgoing).catch(() => undefined);
  const [answer] = await answered.catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new NinesError('CLI_NO_SERVER', 'the server does not answer; see nines status', { cause });
  });
  outgoing.on('error', () => undefined);
  await requireSuccess(answer);
  return json(answer);
}

async function requireSuccess(answer: IncomingMessage): Promise<void> {
  const { statusCode = 500 } = answer;
  if (statusCode < 300) return;
  const problem = problemSchema.safeParse(await json(answer).catch(() => undefined));
  if (problem.success) throw new NinesError(problem.data.code as ErrorCode, problem.data.detail);
  throw new NinesError('CLI_NO_SERVER', `the server answered ${statusCode}; see nines logs nines-server`);
}
