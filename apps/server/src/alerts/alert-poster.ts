/** Says to Alertmanager what the detectors found: at once when it changes, and regularly, since Alertmanager forgets. */
import { messageOf } from '@nines/kernel';
import type { Alert, Clock } from '@nines/kernel';
import type { Log } from '../log.ts';
import { NOTHING_POSTED, postable, replaceAlerts } from './posted-alerts.ts';
import type { PostableAlert, PostedAlerts } from './posted-alerts.ts';

export interface AlertPosterOptions {
  /** What is wrong now; undefined while nobody knows. */
  readonly alerts: () => readonly Alert[] | undefined;
  /** Tries for some seconds at most; false where there is no Alertmanager. Rejects where it did not take them. */
  readonly post: (alerts: readonly PostableAlert[], signal: AbortSignal) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onPosted: (result: 'ok' | 'failed') => void;
}

const REPEAT_MS = 5_000;
/** After a failure: an Alertmanager that was restarted should know soon. */
const RETRY_MS = 500;
/** Two beginnings that are not further apart are one, ms: between two outages there is more. */
const SAME_BEGINNING_MS = 2_000;

export class AlertPoster {
  readonly #options: AlertPosterOptions;
  #posted: PostedAlerts = NOTHING_POSTED;
  #news = Promise.withResolvers<undefined>();
  #reachable = true;

  constructor(options: AlertPosterOptions) {
    this.#options = options;
  }

  /**
   * Whether the alert with this key that started then is still active. A server that was restarted finds the same
   * beginning again from past events, give or take.
   */
  isActive(key: string, startsAt: string): boolean {
    const active = this.#posted.active.get(key)?.alert;
    return active !== undefined && Date.parse(active.startsAt) <= Date.parse(startsAt) + SAME_BEGINNING_MS;
  }

  /** Takes over what is wrong now. */
  update(alerts: readonly Alert[]): void {
    const { posted, changed } = replaceAlerts(this.#posted, alerts, this.#options.clock.now());
    this.#posted = posted;
    if (changed) this.#news.resolve(undefined);
  }

  /** Posts until `signal` aborts. Alertmanager may be away for as long as it likes. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const alerts = this.#options.alerts();
      if (alerts !== undefined) this.update(alerts);
      this.#news = Promise.withResolvers();
      const posted = alerts === undefined || (await this.#post(signal));
      await this.#sleep(posted ? REPEAT_MS : RETRY_MS, signal);
    }
  }

  async #post(signal: AbortSignal): Promise<boolean> {
    const { clock, log, onPosted, post } = this.#options;
    const alerts = postable(this.#posted, clock.now());
    if (alerts.length === 0) return true;
    try {
      if (await post(alerts, signal)) onPosted('ok');
    } catch (error) {
      if (signal.aborted) return false;
      onPosted('failed');
      if (this.#reachable) log('warn', 'Alertmanager does not take alerts', { reason: messageOf(error) });
      this.#reachable = false;
      return false;
    }
    this.#reachable = true;
    return true;
  }

  /** Ends early at news. */
  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const early = new AbortController();
    const asleep = this.#options.clock.sleep(ms, AbortSignal.any([signal, early.signal])).catch(() => undefined);
    await Promise.race([asleep, this.#news.promise]);
    early.abort();
  }
}
