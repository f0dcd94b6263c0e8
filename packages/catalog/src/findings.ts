/** Collects what is wrong with a file, by place; gives it out sorted, each finding once. */
import type { Diagnostic, DiagnosticSeverity } from '@nines/kernel';

/** A finding whose place is still an offset in the text. */
export interface Finding {
  readonly code: Uppercase<string>;
  /** @defaultValue 'error' */
  readonly severity?: DiagnosticSeverity;
  readonly offset: number;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Both 1-based; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Names and values of a file may be of any length; what is said about them is for people. */
const LONGEST = 1_000;

export class Findings {
  readonly #file: string;
  readonly #positionAt: (offset: number) => Position;
  readonly #diagnostics = new Map<string, Diagnostic>();

  /**
   * @param file - as the reader would type it
   * @param positionAt - line and column of an offset
   */
  constructor(file: string, positionAt: (offset: number) => Position) {
    this.#file = file;
    this.#positionAt = positionAt;
  }

  /** The same code and text at the same place is one finding: an anchor that is used twice is wrong once. */
  add(finding: Finding): void {
    const { code, severity = 'error', offset, hint } = finding;
    const message = shortened(finding.message);
    const { line, column } = this.#positionAt(offset);
    const diagnostic = { severity, code, message, file: this.#file, line, column };
    const key = `${line}:${column} ${code} ${message}`;
    this.#diagnostics.set(key, hint === undefined ? diagnostic : { ...diagnostic, hint: shortened(hint) });
  }

  /** In the order of the file. */
  list(): readonly Diagnostic[] {
    return [...this.#diagnostics.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  }
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
