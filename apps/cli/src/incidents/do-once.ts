/** What is to be done once, however often it has to be asked for. */
import { NinesError } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import { requireAnswer } from '../server-client.ts';

export interface Asked {
  /** Of the incident that it is about. */
  readonly number: number;
  readonly path: string;
  readonly body: unknown;
  /** The same at every try: what was done under it is answered, and not done again. */
  readonly key: string;
}

export interface AskingAgain {
  readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>;
  readonly signal: AbortSignal;
  /** Called before every try but the first. */
  readonly onAgain: () => void;
}

/** A server that is replaced, or its database, is back sooner, ms. */
const PATIENCE_MS = 10_000;
/** As the server says in `Retry-After`, ms. */
const PAUSE_MS = 1_000;
/** What passes by itself. */
const PASSING: ReadonlySet<string> = new Set(['CLI_NO_SERVER', 'STORE_UNREACHABLE', 'SERVER_BUSY', 'API_UNAVAILABLE']);

/**
 * Asks until there is an answer, for ten seconds. The caller parses it.
 *
 * @throws NinesError as `requireAnswer` does; where it may have been done all the same, the message says so
 */
export async function doOnce(socket: string, asked: Asked, { clock, signal, onAgain }: AskingAgain): Promise<unknown> {
  const { body, key: idempotencyKey, number, path } = asked;
  const endMs = clock.monotonicMs() + PATIENCE_MS;
  let mayBeDone = false;
  for (;;) {
    try {
      return await requireAnswer(socket, path, { signal, body, idempotencyKey });
    } catch (error) {
      if (!(error instanceof NinesError) || !PASSING.has(error.code)) throw error;
      mayBeDone ||= leavesOpen(error);
      if (clock.monotonicMs() >= endMs) throw mayBeDone ? inDoubt(error, number) : error;
    }
    onAgain();
    await clock.sleep(PAUSE_MS, signal);
  }
}

/** The answer was lost, or the database's answer to the server. */
function leavesOpen({ code, details }: NinesError): boolean {
  return code === 'STORE_UNREACHABLE' || (code === 'CLI_NO_SERVER' && details['isAbsent'] !== true);
}

function inDoubt(cause: NinesError, number: number): NinesError {
  const { code, details, message } = cause;
  const doubt = `it may have been done all the same: look at \`nines incident show ${number}\` before you repeat it`;
  return new NinesError(code, `${message}; ${doubt}`, { details, cause });
}
