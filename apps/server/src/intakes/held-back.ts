/**
 * Alerts of intakes do not pass Alertmanager, so that its silences are looked at here: what an active one covers is kept
 * and no more, and taken in when none covers it any more and it fires still.
 */
import { holdBack, isHeldBack, letThrough, silencesOver } from '@nines/incidents';
import type { HeldSilence, ReportedAlert, SilencesOver } from '@nines/incidents';
import { messageOf } from '@nines/kernel';
import type { Clock, TakenAlert } from '@nines/kernel';
import type { Desk } from '../incidents/desk.ts';
import type { Log } from '../log.ts';
import { pause, persist } from '../patience.ts';

export interface HeldBackOptions {
  readonly desk: Pick<Desk, 'firing' | 'takeAlerts'>;
  /** Of Alertmanager; rejects where it is away. */
  readonly silences: { list(signal: AbortSignal): Promise<readonly HeldSilence[]> };
  readonly clock: Clock;
  readonly log: Log;
  /** Ends what is being asked. */
  readonly signal: AbortSignal;
}

/** How often it is looked whether silences have ended, ms. */
const LOOK_MS = 5_000;
/** For so long Alertmanager may be away, as while it is restarted, before what is held back is taken in, ms. */
const AWAY_MS = 60_000;

export class HeldBack {
  readonly #options: HeldBackOptions;
  #heardMs: number;
  #isAway = false;

  constructor(options: HeldBackOptions) {
    this.#options = options;
    this.#heardMs = options.clock.monotonicMs();
  }

  /**
   * Marks what is to be held back. What was taken in before stays so, and what is held back stays so until it is looked
   * at. Where Alertmanager is away, nothing new is held back: a page too many, never one too few.
   *
   * @param firing - alerts of the same fingerprints that fire, as far as they are known
   */
  async mark(
    reports: readonly ReportedAlert[],
    firing: readonly Pick<TakenAlert, 'fingerprint' | 'startsAt' | 'annotations'>[],
  ): Promise<readonly ReportedAlert[]> {
    const known = new Map(firing.map((alert) => [keyOf(alert), isHeldBack(alert)]));
    const isAsked = reports.some((report) => !known.has(keyOf(report)));
    const over = isAsked ? await this.#over() : undefined;
    return reports.map((report) => {
      const isHeld = known.get(keyOf(report)) ?? (over !== undefined && over(report.labels).length > 0);
      return isHeld ? holdBack(report) : report;
    });
  }

  /** Goes on until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    const lookOn = async (): Promise<void> => {
      for (;;) {
        await pause(clock, LOOK_MS, signal);
        if (signal.aborted) return;
        await this.look();
      }
    };
    await persist(lookOn, { clock, log, signal, what: 'looking for silences that ended', pauseMs: LOOK_MS });
  }

  /** Takes in what no silence holds back any more. @throws NinesError where the database is away */
  async look(): Promise<void> {
    const { clock, desk } = this.#options;
    const held = (await desk.firing()).filter(isHeldBack);
    if (held.length === 0) {
      this.#heardMs = clock.monotonicMs();
      return;
    }
    const over = await this.#over();
    if (over === undefined && clock.monotonicMs() < this.#heardMs + AWAY_MS) return;
    await desk.takeAlerts(held.filter(({ labels }) => (over?.(labels) ?? []).length === 0).map(letThrough));
  }

  /** Undefined where Alertmanager is away. */
  async #over(): Promise<SilencesOver | undefined> {
    const { clock, log, signal, silences } = this.#options;
    try {
      const over = await silencesOver(await silences.list(signal));
      this.#heardMs = clock.monotonicMs();
      this.#isAway = false;
      return over;
    } catch (error) {
      if (!this.#isAway && !signal.aborted) {
        log('warn', 'Silences are not known: alerts of intakes are taken in as they come', {
          reason: messageOf(error),
        });
      }
      this.#isAway = true;
      return undefined;
    }
  }
}

function keyOf({ fingerprint, startsAt }: Pick<TakenAlert, 'fingerprint' | 'startsAt'>): string {
  return `${startsAt} ${fingerprint}`;
}
