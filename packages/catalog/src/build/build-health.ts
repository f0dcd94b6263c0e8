/** Probes as declared, with timing and what follows from one another. */
import type { Health, Probe, ProbeTarget } from '../model.ts';
import type { ProbeInput, ServiceInput } from '../schema/service-schema.ts';
import { DEFAULT_LIVENESS, DEFAULT_READINESS, DEFAULT_STARTUP } from './defaults.ts';

type Timing = Omit<Probe, 'target'>;

/** With a port and nothing said, ready means that the port accepts a connection; without one, that it was started. */
export function buildHealth(input: ServiceInput['health'], hasPort: boolean): Health {
  const liveness = buildProbe(input?.liveness, DEFAULT_LIVENESS);
  const readiness = buildProbe(input?.readiness ?? (hasPort ? { tcp: true } : undefined), DEFAULT_READINESS);
  const declared = buildProbe(input?.startup, DEFAULT_STARTUP);
  const startup = declared ?? (readiness === undefined ? undefined : { ...DEFAULT_STARTUP, target: readiness.target });
  return {
    ...(startup !== undefined && { startup }),
    ...(liveness !== undefined && { liveness }),
    ...(readiness !== undefined && { readiness }),
  };
}

function buildProbe(input: ProbeInput | undefined, timing: Timing): Probe | undefined {
  if (input === undefined) return undefined;
  if (typeof input === 'string') return { target: { kind: 'http', path: input }, ...timing };
  const target = targetOf(input);
  return target === undefined
    ? undefined
    : {
        target,
        periodMs: input.period ?? timing.periodMs,
        timeoutMs: input.timeout ?? timing.timeoutMs,
        failureThreshold: input.failures ?? timing.failureThreshold,
      };
}

function targetOf(input: Exclude<ProbeInput, string>): ProbeTarget | undefined {
  if (input.http !== undefined) return { kind: 'http', path: input.http };
  if (input.exec !== undefined) return { kind: 'exec', command: input.exec };
  return input.tcp === true ? { kind: 'tcp' } : undefined;
}
