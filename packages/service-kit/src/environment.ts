/** What a process is told from outside, read once, in main only. */
import { z } from 'zod';

/** A secret of at least 32 characters, as HS256 wants one of at least 256 bits. */
export const secretSchema = z.string().min(32);

/** An empty variable counts as not set. @see OpenTelemetry specification, "Environment Variable Specification" */
const collectorSchema = z.union([z.literal('').transform(() => undefined), z.url({ protocol: /^https?$/ })]).optional();

/** Every service's variables; spread into a service's own schema. */
export const SERVICE_ENVIRONMENT = {
  /** Address to listen on. Loopback, because the mesh is the only caller on one machine. */
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  /** Where given, requests whose declared-load mark it signed are counted apart. */
  NINES_LOAD_KEY: secretSchema.optional(),
  /** Base URL of an OTLP/HTTP collector; without it no traces are made. */
  OTEL_EXPORTER_OTLP_ENDPOINT: collectorSchema,
  /** Who this process is: platform, slot and number of the start, `talent/auth-0/3`. */
  NINES_INSTANCE: z.string().optional(),
  /** What runs; the same as the label `version` of the mesh's metrics. */
  NINES_VERSION: z.string().optional(),
  /** Where given, faults can be switched on with it. */
  NINES_FAULT_TOKEN: secretSchema.optional(),
  /** `info` logs requests that failed or were slow; `debug` logs all of them. */
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
};

/** An absolute http URL without its trailing slash. */
export const serviceUrlSchema = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, ''));

/**
 * Parses environment variables. Variables that the schema does not name are not ours to judge and are ignored.
 *
 * @throws Error naming every unusable variable, never its value, so that no secret reaches a log
 */
export function readEnvironment<TSchema extends z.ZodObject>(
  schema: TSchema,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<z.output<TSchema>> {
  const result = schema.safeParse(environment);
  if (result.success) return Object.freeze(result.data);
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment is not usable: ${faults.join('; ')}`);
}
