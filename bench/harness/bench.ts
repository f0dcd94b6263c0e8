/** What a benchmark is: a module in `bench/` that exports `run`. */

/** What came out. */
export interface BenchOutcome {
  /** For people; several lines. */
  readonly table: string;
  /** Every figure, for programs. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** The exports of a benchmark's module. */
export interface BenchModule {
  /** Measures; whatever it started is stopped when it settles, also after `signal` aborts. */
  readonly run: (argv: readonly string[], signal: AbortSignal) => Promise<BenchOutcome>;
}

/** Says what is going on, on standard error: a benchmark takes minutes. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
