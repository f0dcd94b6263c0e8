/** What all commands have in common that do something about an incident. */
import { randomUUID } from 'node:crypto';
import { incidentSchema, pathTo } from '@nines/api';
import type { API_PATHS, ApiIncident } from '@nines/api';
import { systemClock } from '@nines/system-clock';
import type { CommandHandler, Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parameter } from '../option-values.ts';
import { oneLine } from '../terminal-text.ts';
import { doOnce } from './do-once.ts';
import { parseIncidentNumber } from './incident-number.ts';

type Route = keyof typeof API_PATHS;

/** Has it done, once, also where the answer is lost; says how the incident is then. */
export async function act(
  invocation: Invocation,
  route: Route,
  body: Readonly<Record<string, unknown>> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<ApiIncident> {
  const { options, output, signal } = invocation;
  const number = parseIncidentNumber(parameter(invocation, 0));
  const { socket } = await locateServer(invocation);
  const by = typeof options['by'] === 'string' ? { by: options['by'] } : {};
  const asked = { number, path: pathTo(route, { number, ...more }), body: { ...by, ...body }, key: randomUUID() };
  const onAgain = (): void => {
    output.passing('no answer yet: asking again');
  };
  const answer = await doOnce(socket, asked, { clock: systemClock, signal, onAgain }).finally(() => {
    output.passing('');
  });
  const incident = incidentSchema.parse(answer);
  if (options['json'] === true) output.printJson(incident);
  return incident;
}

/** A command that says nothing but what it does. */
export function plainAct(route: Route): CommandHandler {
  return async (invocation) => {
    const incident = await act(invocation, route);
    if (invocation.options['json'] !== true) invocation.output.print(standing(incident));
    return EXIT.fine;
  };
}

/** `#7 postgres is down: acknowledged by ada`. */
export function standing({ acknowledgedBy, number, resolvedBy, status, title }: ApiIncident): string {
  const by = { triggered: null, acknowledged: acknowledgedBy, mitigated: null, resolved: resolvedBy }[status];
  return oneLine(`#${number} ${title}: ${status}${by === null ? '' : ` by ${by}`}`);
}
