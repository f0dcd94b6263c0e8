import { API_PATHS, objectiveListSchema } from '@nines/api';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { objectiveTable } from '../objectives/objective-table.ts';
import { requireAnswer } from '../server-client.ts';

const NONE = 'no service has objectives; docs/objectives.md tells how to write them';

export const sloList: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const { socket } = await locateServer(invocation);
  const list = objectiveListSchema.parse(await requireAnswer(socket, API_PATHS.objectives, { signal }));
  if (options['json'] === true) output.printJson(list);
  else output.print(objectiveTable(list.data, output.colors, Date.now()) ?? NONE);
  return EXIT.fine;
};
