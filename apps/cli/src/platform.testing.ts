/** A platform as a client meets it, without processes. */
import type { PlatformReport } from '@nines/runtime-process';
import type { Watched } from './presence.ts';

export interface PlatformFacts {
  readonly answers: boolean;
  readonly locked: boolean;
  readonly meant: boolean;
}

/** What a supervisor says that has taken over one service. */
export const REPORT: PlatformReport = {
  status: {
    schemaVersion: 1,
    platform: 'trial',
    state: 'ready',
    services: [{ name: 'web', kind: 'service', url: null, desired: 1, ready: 1, instances: [] }],
    system: [],
  },
  supervisor: { pid: 1, guardPid: 2, startedAt: '2026-01-01T00:00:00.000Z' },
  stateDirectory: '/srv/trial/.nines',
  readyAfterMs: null,
  memoryBytes: null,
  openings: [],
  problems: [],
  rolling: [],
  stalled: [],
};

/** Asks for the facts at each look. */
export function platformAt(facts: () => PlatformFacts, report: () => PlatformReport = () => REPORT): Watched {
  return {
    reportIfRunning: () => Promise.resolve(facts().answers ? report() : undefined),
    isLocked: () => Promise.resolve(facts().locked),
    isMeantToRun: () => facts().meant,
  };
}
