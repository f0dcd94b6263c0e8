import { NinesError } from '@nines/kernel';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { act } from './act.ts';

export const incidentTask: CommandHandler = async (invocation) => {
  const { args, options, output } = invocation;
  const [, text] = args;
  const done = options['done'];
  if ((text === undefined) === (typeof done !== 'string')) {
    throw new NinesError('CLI_INVALID_INPUT', 'write what is to be done, or --done with the id of what is done');
  }
  const incident =
    typeof done === 'string'
      ? await act(invocation, 'taskDone', {}, { id: done })
      : await act(invocation, 'tasks', {
          text,
          kind: options['corrective'] === true ? 'corrective' : 'task',
          owner: options['owner'] ?? null,
          due: options['due'] ?? null,
        });
  if (options['json'] === true) return EXIT.fine;
  const id = typeof done === 'string' ? done : incident.tasks.at(-1)?.id;
  output.print(`task ${id} of #${incident.number}: ${typeof done === 'string' ? 'done' : 'added'}`);
  return EXIT.fine;
};
