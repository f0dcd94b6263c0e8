/** Findings about a file a person wrote: all of them at once, each with its place and, where there is one, a hint. */

export type DiagnosticSeverity = 'error' | 'warning';

export interface Diagnostic {
  readonly severity: DiagnosticSeverity;
  /** `AREA_FACT`, listed in docs/errors.md. */
  readonly code: Uppercase<string>;
  readonly message: string;
  /** Path as the reader would type it. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** What to do about it; a full clause without final punctuation. */
  readonly hint?: string;
}

/** One line, the form editors and CI systems recognise: `file:line:column severity CODE message (hint)`. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, code, message, hint } = diagnostic;
  const tail = hint === undefined ? '' : ` (${hint})`;
  return `${file}:${line}:${column} ${severity} ${code} ${message}${tail}`;
}

/** Whether any finding forbids going on. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
