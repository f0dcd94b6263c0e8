/** Structured log lines: a constant message, everything that varies as fields, never a secret. */

export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** @param write - takes one line with its end */
export function createLog(write: (line: string) => void, now: () => number): Log {
  return (level, message, fields = {}) => {
    const time = new Date(now()).toISOString();
    write(`${JSON.stringify({ time, level, source: 'server', message, ...fields })}\n`);
  };
}
