import { formatDiagnostic, hasErrors } from '@nines/kernel';
import type { Diagnostic } from '@nines/kernel';
import type { CommandHandler } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { readNamedFiles } from '../objectives/objective-files.ts';

export const sloCheck: CommandHandler = async (invocation) => {
  const { options, output } = invocation;
  const { diagnostics, objectives } = await readNamedFiles(invocation);
  if (options['json'] === true) output.printJson({ objectives: objectives.length, findings: diagnostics });
  else {
    for (const diagnostic of diagnostics) output.print(formatDiagnostic(diagnostic));
    output.note(summaryOf(objectives.length, diagnostics));
  }
  return hasErrors(diagnostics) ? EXIT.invalidInput : EXIT.fine;
};

/** `3 objectives, 1 error, no warnings` */
function summaryOf(objectives: number, diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return [
    counted(objectives, 'objective'),
    counted(errors, 'error'),
    counted(diagnostics.length - errors, 'warning'),
  ].join(', ');
}

function counted(count: number, what: string): string {
  return `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`;
}
