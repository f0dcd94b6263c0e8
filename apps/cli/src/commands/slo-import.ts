import { NinesError } from '@nines/kernel';
import { writeOpenSlo } from '@nines/slo';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { objectivesOrExplain } from '../objectives/objective-files.ts';

export const sloImport: CommandHandler = async (invocation) => {
  const { args, options, output } = invocation;
  if (args.length === 0 && options['file'] === undefined) {
    throw new NinesError('CLI_INVALID_INPUT', 'name what to import: nines slo import --file FILE');
  }
  const objectives = await objectivesOrExplain(invocation);
  if (objectives === undefined) return EXIT.invalidInput;
  output.print(writeOpenSlo(objectives).trimEnd());
  return EXIT.fine;
};
