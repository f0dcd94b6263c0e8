import { incidentSchema, messageListSchema, pathTo, timelineSchema } from '@nines/api';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parameter } from '../option-values.ts';
import { requireAnswer } from '../server-client.ts';
import { incidentDetails } from './incident-details.ts';
import { parseIncidentNumber } from './incident-number.ts';

export const incidentShow: CommandHandler = async (invocation) => {
  const { options, output, signal } = invocation;
  const number = parseIncidentNumber(parameter(invocation, 0));
  const { socket } = await locateServer(invocation);
  const ask = async (route: 'incident' | 'timeline' | 'messages'): Promise<unknown> =>
    requireAnswer(socket, pathTo(route, { number }), { signal });
  const incident = incidentSchema.parse(await ask('incident'));
  const timeline = timelineSchema.parse(await ask('timeline')).data;
  const messages = messageListSchema.parse(await ask('messages')).data;
  if (options['json'] === true) output.printJson({ incident, timeline, messages });
  else output.print(incidentDetails({ incident, timeline, messages }, output.colors, Date.now()));
  return EXIT.fine;
};
