/** What a script can rely on. Documented in docs/cli.md; never renumbered. */
export const EXIT = {
  /** All is as asked. */
  fine: 0,
  /** It was tried and did not work. */
  failed: 1,
  /** The command line or a file is not valid; nothing was done. */
  invalidInput: 2,
  /** The platform runs, but not all of it. */
  degraded: 3,
  /** No platform runs for this catalog. */
  notRunning: 4,
  /** It did not happen within the time allowed. */
  timedOut: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Exit code by error code; what is not listed is 1. */
const EXIT_BY_ERROR: Readonly<Record<string, ExitCode>> = {
  CLI_INVALID_INPUT: EXIT.invalidInput,
  RUNTIME_UNKNOWN_SERVICE: EXIT.invalidInput,
  RUNTIME_TOO_MANY_REPLICAS: EXIT.invalidInput,
  RUNTIME_OURS: EXIT.invalidInput,
  CONTROL_BAD_REQUEST: EXIT.invalidInput,
  API_BAD_REQUEST: EXIT.invalidInput,
  API_NOT_FOUND: EXIT.invalidInput,
  INCIDENT_UNKNOWN: EXIT.invalidInput,
  INCIDENT_UNKNOWN_TASK: EXIT.invalidInput,
  NOTIFY_UNKNOWN_CHANNEL: EXIT.invalidInput,
  API_CONFLICT: EXIT.invalidInput,
  RUNTIME_NOT_RUNNING: EXIT.notRunning,
  CLI_TIMED_OUT: EXIT.timedOut,
  CONTROL_TIMED_OUT: EXIT.timedOut,
};

export function exitCodeOf(errorCode: string): ExitCode {
  return EXIT_BY_ERROR[errorCode] ?? EXIT.failed;
}
