/**
 * The one error type of the platform. Errors are told apart by `code`, never by class, so that two copies of a
 * package cannot disagree about what happened.
 */

/** A stable, documented code: `AREA_FACT`, listed with cause and remedy in docs/errors.md, never reused. */
export type ErrorCode = Uppercase<string>;

export interface NinesErrorOptions {
  /** Facts for logs and machine readers; must never hold a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An expected failure: the message says what happened, to what, and what to do next. */
export class NinesError extends Error {
  override readonly name = 'NinesError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: NinesErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Whether `error` carries the given code. Works across package copies and deserialised errors. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
