/** What can be broken in a service on purpose, and how it is asked for. */
import { z } from 'zod';

/** A fault that nobody takes back ends by itself after this time, ms. */
const DEFAULT_DURATION_MS = 5 * 60_000;

/** No fault lasts longer, ms: what is still wanted is switched on again. */
const LONGEST_DURATION_MS = 60 * 60_000;

const MEBIBYTE = 1024 * 1024;

const durationMs = z.int().min(1).max(LONGEST_DURATION_MS).default(DEFAULT_DURATION_MS);

/** Share of requests, 0-100. With 0 a fault is on and changes nothing. */
const percent = z.number().min(0).max(100);

/** Makes the same choices of requests again; without it they are random. */
const seed = z.int().min(0).max(0xffff_ffff).optional();

/** Requests fail with `status` instead of being handled. */
const errors = z.strictObject({
  fault: z.literal('errors'),
  durationMs,
  percent,
  seed,
  status: z.int().min(500).max(599).default(500),
});

/** Requests wait for `delayMs` and up to `jitterMs` more, evenly spread, before they are handled. */
const latency = z.strictObject({
  fault: z.literal('latency'),
  durationMs,
  percent: percent.default(100),
  seed,
  delayMs: z.int().min(0).max(60_000),
  jitterMs: z.int().min(0).max(60_000).default(0),
});

/** `/readyz` says no. */
const readiness = z.strictObject({ fault: z.literal('readiness'), durationMs });

/** A thread keeps this share of one core busy; the event loop stays free. */
const cpu = z.strictObject({ fault: z.literal('cpu'), durationMs, percent });

/** Memory grows by `bytesPerSecond` up to `maxBytes`, and is let go at the end. */
const leak = z.strictObject({
  fault: z.literal('leak'),
  durationMs,
  bytesPerSecond: z
    .int()
    .min(1)
    .max(1_024 * MEBIBYTE),
  maxBytes: z
    .int()
    .min(1)
    .max(16 * 1_024 * MEBIBYTE)
    .default(512 * MEBIBYTE),
});

/** The process dies of an uncaught error after `delayMs`, unless the fault is taken back before. */
const crash = z
  .strictObject({
    fault: z.literal('crash'),
    durationMs,
    delayMs: z.int().min(0).max(LONGEST_DURATION_MS).default(0),
  })
  .refine(({ delayMs, durationMs: limit }) => delayMs < limit, {
    path: ['delayMs'],
    message: 'must be less than durationMs, or nothing would happen',
  });

/** One order to break something. Strict: a misspelt setting must not become its default. */
export const faultSchema = z.discriminatedUnion('fault', [errors, latency, readiness, cpu, leak, crash]);

export type Fault = z.output<typeof faultSchema>;

export const FAULT_NAMES = ['errors', 'latency', 'readiness', 'cpu', 'leak', 'crash'] as const;

export type FaultName = Fault['fault'];

/** The settings of the fault `TName`. */
export type FaultOf<TName extends FaultName> = Extract<Fault, { readonly fault: TName }>;
