import { resolve } from 'node:path';
import { API_PATHS, restoredSchema } from '@nines/api';
import { sendBackup } from '../backup-file.ts';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parameter } from '../option-values.ts';
import { restoredNote } from '../silence-notes.ts';

export const restore: CommandHandler = async (invocation) => {
  const { directory, options, output, signal } = invocation;
  const file = resolve(directory, parameter(invocation, 0));
  const { socket } = await locateServer(invocation);
  const path = options['force'] === true ? `${API_PATHS.restore}?force=true` : API_PATHS.restore;
  const restored = restoredSchema.parse(await sendBackup(socket, path, file, signal));
  const { rows, takenAt } = restored;
  if (options['json'] === true) output.printJson(restored);
  else output.print(`restored as of ${takenAt}: ${rows['incidents'] ?? 0} incidents, ${rows['events'] ?? 0} events`);
  const note = restoredNote(restored);
  if (note !== undefined) output.note(note);
  return EXIT.fine;
};
