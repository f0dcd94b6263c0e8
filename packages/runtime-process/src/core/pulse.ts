/**
 * Signs of life of one incarnation, gathered from its probes. Immutable values; readiness is decided here, whether to
 * kill in liveness.ts.
 */
import type { ProbeInput, ProbeKind, ProbeRule, WorkloadSpec } from './model.ts';

/** Misses of one probe in a row. Those that come faster than the probe's period count once a period. */
interface Misses {
  readonly count: number;
  readonly firstAt: number;
  readonly countedAt: number;
}

const NO_MISSES: Misses = { count: 0, firstAt: 0, countedAt: 0 };

/** A probe sent a little early still counts as the next one. */
const PERIOD_TOLERANCE = 0.9;

export interface Pulse {
  readonly startupDone: boolean;
  readonly ready: boolean;
  readonly everReady: boolean;
  /** Null while not ready. */
  readonly readySince: number | null;
  /** Last reply, also one that meant no. */
  readonly answeredAt: number | null;
  /** Last miss of any probe. */
  readonly missedAt: number | null;
  /** First miss without a reply since the last reply. */
  readonly silentSince: number | null;
  /** Since when it has been silent without any CPU progress, or stopped. */
  readonly stillSince: number | null;
  /** CPU time at the last silent miss. */
  readonly cpuMs: number | null;
  /** The last silent miss found the process stopped. */
  readonly stopped: boolean;
  readonly readinessMisses: Misses;
  readonly livenessMisses: Misses;
}

/** Of a process that was not asked anything yet. */
export const NO_PULSE: Pulse = {
  startupDone: false,
  ready: false,
  everReady: false,
  readySince: null,
  answeredAt: null,
  missedAt: null,
  silentSince: null,
  stillSince: null,
  cpuMs: null,
  stopped: false,
  readinessMisses: NO_MISSES,
  livenessMisses: NO_MISSES,
};

const NOT_SILENT = { silentSince: null, stillSince: null, cpuMs: null, stopped: false } as const;

/** The pulse after one more probe. */
export function feel(pulse: Pulse, input: ProbeInput, probes: WorkloadSpec['probes'], now: number): Pulse {
  const answered = input.answered ?? input.ok;
  const heard = answered ? { ...pulse, ...NOT_SILENT, answeredAt: now } : { ...pulse, ...silence(pulse, input, now) };
  const felt = input.ok ? hit(heard, input.probe) : miss(heard, input.probe, probes[input.probe], now);
  return withReady(felt, readyAfter(felt, input, probes), now);
}

/** The pulse with readiness set; `readySince` stays while it does not change. */
export function withReady(pulse: Pulse, ready: boolean, now: number): Pulse {
  if (ready === pulse.ready) return pulse;
  return { ...pulse, ready, everReady: pulse.everReady || ready, readySince: ready ? now : null };
}

/** The pulse as if it had been felt `byMs` later. */
export function shiftPulse(pulse: Pulse, byMs: number): Pulse {
  const shift = (at: number | null) => (at === null ? null : at + byMs);
  const shiftMisses = (misses: Misses) =>
    misses.count === 0 ? misses : { ...misses, firstAt: misses.firstAt + byMs, countedAt: misses.countedAt + byMs };
  return {
    ...pulse,
    readySince: shift(pulse.readySince),
    answeredAt: shift(pulse.answeredAt),
    missedAt: shift(pulse.missedAt),
    silentSince: shift(pulse.silentSince),
    stillSince: shift(pulse.stillSince),
    readinessMisses: shiftMisses(pulse.readinessMisses),
    livenessMisses: shiftMisses(pulse.livenessMisses),
  };
}

/** A window without progress begins anew whenever CPU time moved, or the process is busy. */
function silence(pulse: Pulse, input: ProbeInput, now: number): Partial<Pulse> {
  const silentSince = pulse.silentSince ?? now;
  const { progress } = input;
  if (progress === undefined) return { silentSince, stillSince: null, cpuMs: null, stopped: false };
  const { stopped, busy = false, cpuMs } = progress;
  const moved = !stopped && (busy || cpuMs !== pulse.cpuMs);
  return { silentSince, stillSince: moved ? now : (pulse.stillSince ?? now), cpuMs, stopped };
}

function hit(pulse: Pulse, probe: ProbeKind): Pulse {
  if (probe === 'readiness') return { ...pulse, startupDone: true, readinessMisses: NO_MISSES };
  if (probe === 'liveness') return { ...pulse, livenessMisses: NO_MISSES };
  return { ...pulse, startupDone: true };
}

function miss(pulse: Pulse, probe: ProbeKind, rule: ProbeRule | undefined, now: number): Pulse {
  const missed = { ...pulse, missedAt: now };
  if (rule === undefined || probe === 'startup') return missed;
  if (probe === 'readiness') return { ...missed, readinessMisses: count(pulse.readinessMisses, rule, now) };
  return { ...missed, livenessMisses: count(pulse.livenessMisses, rule, now) };
}

function count(misses: Misses, rule: ProbeRule, now: number): Misses {
  if (misses.count === 0) return { count: 1, firstAt: now, countedAt: now };
  if (now - misses.countedAt < rule.periodMs * PERIOD_TOLERANCE) return misses;
  return { ...misses, count: misses.count + 1, countedAt: now };
}

/** Where there is no readiness probe, the others stand in for it. */
function readyAfter(pulse: Pulse, input: ProbeInput, probes: WorkloadSpec['probes']): boolean {
  if (pulse.stopped) return false;
  const rule = probes.readiness ?? probes.liveness;
  const misses = probes.readiness === undefined ? pulse.livenessMisses : pulse.readinessMisses;
  if (input.ok) {
    const speaksForReadiness = input.probe === 'readiness' || probes.readiness === undefined;
    return speaksForReadiness ? pulse.startupDone || probes.startup === undefined : pulse.ready;
  }
  return pulse.ready && (rule === undefined || misses.count < rule.failureThreshold);
}
