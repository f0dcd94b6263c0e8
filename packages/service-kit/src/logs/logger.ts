/** One JSON object per line on standard output, each with the trace it belongs to. */
import { type DestinationStream, type Logger, pino } from 'pino';

import { currentContext } from '../tracing/request-context.ts';
import type { Trace } from '../tracing/traceparent.ts';

export type { Logger } from 'pino';

/** Paths whose values never reach a log, wherever a careless object carries them. */
const REDACTED = [
  ...['password', 'currentPassword', 'newPassword', 'accessToken', 'refreshToken', 'token', 'key', 'secret'],
  ...['headers.authorization', 'headers.cookie', 'headers["set-cookie"]', 'connectionString'],
].flatMap((path) => [path, `*.${path}`]);

/** Of lines that wait for space, characters. */
const LONGEST_WAITING = 1_048_576;

export interface LoggerOptions {
  readonly service: string;
  readonly level: string;
  /** @defaultValue standard output, written synchronously so that a crash loses nothing */
  readonly destination?: DestinationStream;
}

/** Names of the fields as OpenTelemetry's log data model maps them for JSON. */
export function traceFields(trace: Trace): Readonly<Record<string, string>> {
  return { trace_id: trace.traceId, span_id: trace.spanId };
}

/** The service's logger: constant messages, variables as fields, secrets redacted. */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    base: { service: options.service, pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED, censor: '[redacted]' },
    mixin: () => {
      const context = currentContext();
      return context === undefined ? {} : { ...traceFields(context.trace) };
    },
  };
  return pino(settings, options.destination ?? standardOutput());
}

/** Where it leads may be full: what cannot be written waits, what no longer fits is lost, and the service goes on. */
function standardOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: true, maxLength: LONGEST_WAITING }).on('error', () => undefined);
}
