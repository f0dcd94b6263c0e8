/** Measures what incidents cost, once they are over and everything was counted. */
import { messageOf } from '@nines/kernel';
import type { Clock, Incident, IncidentImpact } from '@nines/kernel';
import type { Log } from '../log.ts';
import { pause } from '../patience.ts';
import type { Desk } from './desk.ts';

export interface ImpactKeeperOptions {
  readonly desk: Pick<Desk, 'incidents' | 'measured'>;
  readonly measure: (incident: Incident) => Promise<IncidentImpact>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Scrapes and rules come after what they count, and budgets are computed every so often, ms. */
const COUNTED_AFTER_MS = 60_000;
const LOOK_MS = 10_000;

export class ImpactKeeper {
  readonly #options: ImpactKeeperOptions;
  /** Ends of incidents that were measured: one that came back has another. */
  readonly #measured = new Map<number, string | null>();

  constructor(options: ImpactKeeperOptions) {
    this.#options = options;
  }

  /** Goes on until `signal` aborts. What cannot be measured now is tried again while it is remembered. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    let isNews = true;
    for (;;) {
      await pause(clock, LOOK_MS, signal);
      if (signal.aborted) return;
      try {
        await this.look();
        isNews = true;
      } catch (error) {
        if (isNews) log('warn', 'What an incident cost could not be measured', { reason: messageOf(error) });
        isNews = false;
      }
    }
  }

  /** Once. One that cannot be measured stops none after it. @throws Error why the first could not be */
  async look(): Promise<void> {
    const { clock, desk, measure } = this.#options;
    const countedBefore = new Date(clock.now() - COUNTED_AFTER_MS).toISOString();
    const failures: string[] = [];
    for (const incident of desk.incidents()) {
      const { number, resolvedAt, status } = incident;
      if (status !== 'resolved' || !this.#isDue(incident) || (resolvedAt ?? '') >= countedBefore) continue;
      try {
        await desk.measured(number, await measure(incident));
        this.#measured.set(number, resolvedAt);
      } catch (error) {
        failures.push(messageOf(error));
      }
    }
    if (failures[0] !== undefined) throw new Error(failures[0]);
  }

  #isDue({ impact, mergedInto, number, resolvedAt }: Incident): boolean {
    if (mergedInto !== null) return false;
    return this.#measured.has(number) ? this.#measured.get(number) !== resolvedAt : impact === null;
  }
}
