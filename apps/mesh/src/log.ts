/** Structured log lines: a constant message, everything that varies as fields. */

export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** @param write takes one line with its end */
export function createLog(write: (line: string) => void): Log {
  return (level, message, fields = {}) => {
    write(`${JSON.stringify({ time: new Date().toISOString(), level, source: 'mesh', message, ...fields })}\n`);
  };
}
