/** Forgets what nobody needs any more of incidents, a little at a time. */
import type { Clock, IncidentStore, Pruned } from '@nines/kernel';
import type { Log } from '../log.ts';
import { pause, persist } from '../patience.ts';

export interface RetentionKeeperOptions {
  /** Resolves when the database was there for the first time. */
  readonly store: () => Promise<Pick<IncidentStore, 'prune'>>;
  readonly clock: Clock;
  readonly log: Log;
}

const DAY_MS = 86_400_000;
/** Incidents that are over, with all of them: as long as budgets can be looked back at, ms. */
const INCIDENTS_KEPT_MS = 400 * DAY_MS;
/** Messages that were done with and alerts of no incident, ms. */
const OTHERS_KEPT_MS = 30 * DAY_MS;
/** So few at a time that nobody waits, and that a clock that is wrong for some hours does little harm. */
const MOST = { mostIncidents: 20, mostOthers: 500 } as const;
const PRUNE_MS = 600_000;
const AGAIN_MS = 1_000;

export class RetentionKeeper {
  readonly #options: RetentionKeeperOptions;

  constructor(options: RetentionKeeperOptions) {
    this.#options = options;
  }

  /** Goes on until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    const goOn = async (): Promise<void> => {
      for (;;) {
        await pause(clock, PRUNE_MS, signal);
        if (signal.aborted) return;
        await this.prune();
      }
    };
    await persist(goOn, { clock, log, signal, what: 'forgetting old incidents', pauseMs: AGAIN_MS });
  }

  /** Once. @throws NinesError where the database is away */
  async prune(): Promise<Pruned> {
    const { clock, store } = this.#options;
    const ago = (ms: number): string => new Date(clock.now() - ms).toISOString();
    const kept = await store();
    return kept.prune({ incidentsBefore: ago(INCIDENTS_KEPT_MS), othersBefore: ago(OTHERS_KEPT_MS), ...MOST });
  }
}
