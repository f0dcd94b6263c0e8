/** The supervisor's own log: one JSON document a line on stdout, which leads to its log file. */

export type Log = (message: string, facts?: Readonly<Record<string, unknown>>) => void;

/** Messages are constant; what varies is in `facts`, which never hold a secret. */
export function createLog(write: (line: string) => void, now: () => number): Log {
  return (message, facts = {}) => {
    write(`${JSON.stringify({ time: new Date(now()).toISOString(), message, ...facts })}\n`);
  };
}
