import { objectiveSchema } from '@nines/api';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { objectiveDetails } from '../objectives/objective-details.ts';
import { objectivePath, parseObjectiveName } from '../objectives/objective-path.ts';
import { parameter } from '../option-values.ts';
import { requireAnswer } from '../server-client.ts';

/** Of the history, today included. */
const DAYS = 14;

export const sloShow: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const path = `${objectivePath('objective', parseObjectiveName(parameter(invocation, 0)))}?days=${DAYS}`;
  const { socket } = await locateServer(invocation);
  const objective = objectiveSchema.parse(await requireAnswer(socket, path, { signal }));
  if (options['json'] === true) output.printJson(objective);
  else output.print(objectiveDetails(objective, output.colors));
  return EXIT.fine;
};
