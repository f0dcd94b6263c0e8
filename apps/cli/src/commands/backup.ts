import { resolve } from 'node:path';
import { API_PATHS } from '@nines/api';
import { NinesError } from '@nines/kernel';
import { requireAbsent, writeBackup } from '../backup-file.ts';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { openAnswer } from '../server-client.ts';
import { takenNote } from '../silence-notes.ts';

export const backup: CommandHandler = async (invocation) => {
  const { args, directory, output, signal } = invocation;
  const { socket } = await locateServer(invocation);
  const moment = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const file = resolve(directory, args[0] ?? `nines-backup-${moment}.gz`);
  await requireAbsent(file); // before the server takes one
  const answer = await openAnswer(socket, API_PATHS.backup, { signal }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new NinesError('CLI_NO_SERVER', 'the server does not answer; see nines status', { cause });
  });
  await writeBackup(answer, file);
  output.print(file);
  const note = takenNote(answer.headers);
  if (note !== undefined) output.note(note);
  output.note('values of secrets are not in it: keep them where they come from');
  return EXIT.fine;
};
