import { formatDiagnostic } from '@nines/kernel';
import type { Diagnostic } from '@nines/kernel';
import type { Invocation } from './command.ts';

/** Tells a person what was found in a file, on stderr; and that nothing was done, where errors are among it. */
export function explainFindings(diagnostics: readonly Diagnostic[], { output }: Pick<Invocation, 'output'>): void {
  for (const diagnostic of diagnostics) output.note(formatDiagnostic(diagnostic));
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) output.note(`${errors} ${errors === 1 ? 'fault' : 'faults'}; nothing was done`);
}
