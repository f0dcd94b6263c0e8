/** What a measurement changes in what is known. Thresholds are left at a distance from where they were crossed. */
import type { CertificateMeasurement, ClockState, DetectionState, DiskMeasurement, Measured } from './model.ts';
import type { Measurement, Moment, Thresholds } from './model.ts';
import { CLOCK_JUMP_TOLD_MS } from './timing.ts';

const GIB = 2 ** 30;
const DAY_MS = 86_400_000;

/** Slower changes of the wall clock are corrections, ms between two measurements. */
const CLOCK_JUMP_MS = 1_000;
/** How far the clock may be from a reference, ms. */
const CLOCK_OFFSET_MS = 1_000;

const NO_THRESHOLDS: Thresholds = { warning: null, critical: null };

/** Takes in one measurement. */
export function observeMeasurement(state: DetectionState, measurement: Measurement, at: string): DetectionState {
  const measured = withMeasurement(state.measured, measurement, { ms: state.nowMs, at });
  return { ...state, measured };
}

function withMeasurement(measured: Measured, measurement: Measurement, now: Moment): Measured {
  switch (measurement.kind) {
    case 'disk': {
      const before = measured.disks.get(measurement.path) ?? NO_THRESHOLDS;
      const disk = { ...measurement, ...diskThresholds(before, measurement, now) };
      return { ...measured, disks: new Map(measured.disks).set(measurement.path, disk) };
    }
    case 'certificate': {
      const before = measured.certificates.get(measurement.host) ?? NO_THRESHOLDS;
      const certificate = { ...measurement, ...certificateThresholds(before, measurement, now) };
      return { ...measured, certificates: new Map(measured.certificates).set(measurement.host, certificate) };
    }
    case 'clock':
      return { ...measured, clock: clockState(measured.clock, measurement, now) };
    case 'reachability': {
      const unreachable = new Map(measured.unreachable);
      if (measurement.reachable) unreachable.delete(measurement.part);
      else {
        const since = unreachable.get(measurement.part)?.since ?? now;
        unreachable.set(measurement.part, { since, reason: measurement.reason ?? 'no answer' });
      }
      return { ...measured, unreachable };
    }
  }
}

/** A tenth is much of a large disk and little of a small one: shares count between bounds. */
function diskThresholds(before: Thresholds, { freeBytes, totalBytes }: DiskMeasurement, now: Moment): Thresholds {
  const warning = Math.min(clamp(0.1 * totalBytes, GIB, 20 * GIB), 0.25 * totalBytes);
  const critical = Math.min(clamp(0.03 * totalBytes, GIB / 4, 5 * GIB), 0.1 * totalBytes);
  return {
    warning: crossed(before.warning, freeBytes, warning, now),
    critical: crossed(before.critical, freeBytes, critical, now),
  };
}

/** Whoever renews has done so long before; short-lived certificates are measured by their life. */
function certificateThresholds(before: Thresholds, measured: CertificateMeasurement, now: Moment): Thresholds {
  const lifeMs = measured.notAfterMs - measured.notBeforeMs;
  const leftMs = measured.notAfterMs - Date.parse(now.at);
  return {
    warning: crossed(before.warning, leftMs, Math.min(14 * DAY_MS, 0.2 * lifeMs), now),
    critical: crossed(before.critical, leftMs, Math.min(3 * DAY_MS, 0.05 * lifeMs), now),
  };
}

/** Since when a value has been below its threshold; it has to rise a tenth above it to be well again. */
function crossed(since: Moment | null, value: number, threshold: number, now: Moment): Moment | null {
  return value < (since === null ? threshold : 1.1 * threshold) ? (since ?? now) : null;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function clockState(
  before: ClockState | null,
  { wallMs, offsetMs = 0 }: { readonly wallMs: number; readonly offsetMs?: number },
  now: Moment,
): ClockState {
  const differenceMs = wallMs - now.ms;
  const expectedMs = before?.differenceMs ?? differenceMs;
  const jumpMs = differenceMs - expectedMs;
  const since = before?.wrong?.since ?? now;
  if (Math.abs(offsetMs) >= CLOCK_OFFSET_MS) {
    return { differenceMs: expectedMs, wrong: { since, byMs: offsetMs } };
  }
  const isWrong = Math.abs(jumpMs) >= CLOCK_JUMP_MS && now.ms < since.ms + CLOCK_JUMP_TOLD_MS;
  return isWrong ? { differenceMs: expectedMs, wrong: { since, byMs: jumpMs } } : { differenceMs, wrong: null };
}
