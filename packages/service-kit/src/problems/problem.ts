/**
 * The one way in which a service says that something did not work.
 *
 * @see RFC 9457 "Problem Details for HTTP APIs", section 3
 */
import { STATUS_CODES } from 'node:http';

/** Member of a problem that says which part of the request was at fault. */
export interface InvalidPart {
  /** JSON pointer into the part of the request, `/email`. */
  readonly path: string;
  readonly message: string;
}

export interface ProblemOptions {
  /** For people, without internals. @defaultValue the status's own phrase */
  readonly detail?: string;
  readonly errors?: readonly InvalidPart[];
  /** The backend that failed, where one did. */
  readonly service?: string;
  /** Seconds after which another try makes sense: the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** The JSON form, `application/problem+json`. */
export interface ProblemDocument {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly service?: string;
  readonly errors?: readonly InvalidPart[];
  /** The request's trace id: finds the request in logs and traces. */
  readonly correlationId: string;
}

/** An expected failure with the status and the code that the caller gets. Told apart by `code`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: Uppercase<string>;
  readonly options: ProblemOptions;

  constructor(status: number, code: Uppercase<string>, options: ProblemOptions = {}) {
    super(options.detail ?? phraseOf(status), options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.code = code;
    this.options = options;
  }

  toDocument(correlationId: string): ProblemDocument {
    const { detail, service, errors } = this.options;
    return {
      type: 'about:blank',
      title: phraseOf(this.status),
      status: this.status,
      code: this.code,
      ...(detail !== undefined && { detail }),
      ...(service !== undefined && { service }),
      ...(errors !== undefined && { errors }),
      correlationId,
    };
  }
}

function phraseOf(status: number): string {
  return STATUS_CODES[status] ?? 'Error';
}
