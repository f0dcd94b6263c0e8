import { writeOpenSlo } from '@nines/slo';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { objectivesOrExplain } from '../objectives/objective-files.ts';

export const sloExport: CommandHandler = async (invocation) => {
  const objectives = await objectivesOrExplain(invocation);
  if (objectives === undefined) return EXIT.invalidInput;
  invocation.output.print(writeOpenSlo(objectives).trimEnd());
  return EXIT.fine;
};
