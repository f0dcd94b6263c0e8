import { join, relative, resolve } from 'node:path';
import { pathTo, postmortemSchema } from '@nines/api';
import type { ApiPostmortem } from '@nines/api';
import type { CommandHandler, Invocation } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { locateServer } from '../locate-server.ts';
import { parameter } from '../option-values.ts';
import { requireAnswer } from '../server-client.ts';
import { owedPostmortems } from './owed-postmortems.ts';
import { parseIncidentNumber } from './incident-number.ts';
import { writeDraft } from './write-draft.ts';

/** Prometheus is asked for what the charts show, ms. */
const PATIENCE_MS = 30_000;

export const incidentPostmortem: CommandHandler = async (invocation) => {
  const { args, options, output, signal } = invocation;
  if (args[0] === undefined) return owedPostmortems(invocation);
  const number = parseIncidentNumber(parameter(invocation, 0));
  const { socket } = await locateServer(invocation);
  const answer = await requireAnswer(socket, pathTo('postmortem', { number }), { signal, patienceMs: PATIENCE_MS });
  const draft = postmortemSchema.parse(answer);
  if (typeof options['output'] === 'string') await write(draft, options['output'], invocation);
  else if (options['json'] === true) output.printJson(draft);
  else output.print(draft.markdown.trimEnd());
  for (const { line, suggestion, words } of draft.flags) output.note(`line ${line}: "${words}": ${suggestion}`);
  if (draft.due !== null) output.note(`to be ready by ${draft.due}`);
  return EXIT.fine;
};

/** The charts lie beside the text, which refers to them. */
async function write(draft: ApiPostmortem, to: string, { directory, options, output }: Invocation): Promise<void> {
  const folder = resolve(directory, to);
  const files = [
    { file: join(folder, `incident-${draft.incident}.md`), text: draft.markdown },
    ...draft.charts.map(({ name, svg }) => ({ file: join(folder, name), text: svg })),
  ];
  await writeDraft(files, { isForced: options['force'] === true });
  for (const { file } of files) output.print(relative(directory, file));
}
