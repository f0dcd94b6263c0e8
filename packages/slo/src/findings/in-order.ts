import type { Diagnostic } from '@nines/kernel';

/** By file, in the order in which files come; then by line and column. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = new Map([...new Set(diagnostics.map(({ file }) => file))].map((file, index) => [file, index]));
  const placeOf = ({ file }: Diagnostic): number => files.get(file) ?? 0;
  return diagnostics.toSorted(
    (one, other) => placeOf(one) - placeOf(other) || one.line - other.line || one.column - other.column,
  );
}
