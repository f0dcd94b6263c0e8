/**
 * Alerts that people were told of, as events: `alert.fired`, and `alert.resolved` when it is true that it is over.
 *
 * Alertmanager tells that an alert fires. That it is over it may tell falsely (who posts it was away for too long) or
 * not at all (it was restarted, or the alert was silenced meanwhile). So whoever raised the alert has the last word, and
 * is asked again and again while the log has an alert open.
 */
import type { AlertNotification, NotifiedAlert } from '@nines/api';
import type { Clock, EventLog, NewEvent } from '@nines/kernel';
import type { Log } from '../log.ts';
import { pause, persist } from '../patience.ts';

/**
 * What whoever raised it says; `unknown` where nobody can be asked now, `unheard` where nobody ever can. `another`: one
 * like it, which began later; or the same, where a Prometheus that was restarted forgot since when.
 */
export type Verdict = 'active' | 'over' | 'another' | 'unknown' | 'unheard';

export interface AlertLedgerOptions {
  /** @throws NinesError where the database is away */
  readonly eventLog: () => Pick<EventLog, 'append' | 'lastSequence' | 'read'>;
  readonly verdicts: () => Promise<(alert: OpenAlert) => Verdict>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What the log has as fired and not as resolved. */
export interface OpenAlert {
  readonly fingerprint: string;
  /** ISO 8601 UTC. */
  readonly startsAt: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** By these, Alertmanager may be believed that an alert is over. */
const BELIEVED: ReadonlySet<Verdict> = new Set(['over', 'another', 'unheard']);

const FIRED = 'alert.fired';
const RESOLVED = 'alert.resolved';
const SOURCE = 'alertmanager';
const PAGE = 1_000;
/**
 * How far back open alerts are looked for at the start, events. Alertmanager tells of what is older for as long as it
 * fires, and of its end.
 */
const LOOK_BACK = 100_000;
const RECONCILE_MS = 5_000;

/** Detectors know at once; Alertmanager has the first word for this long, ms. */
const SETTLED_DETECTOR_MS = 10_000;
/** A Prometheus that was just started has not evaluated its rules yet, ms. */
const SETTLED_RULE_MS = 60_000;

export class AlertLedger {
  readonly #options: AlertLedgerOptions;
  #open: Map<string, OpenAlert> | undefined;
  /** Since when nobody claims an open alert any more, monotonic ms. */
  readonly #overSince = new Map<string, number>();

  constructor(options: AlertLedgerOptions) {
    this.#options = options;
  }

  /** Takes in one message. @throws NinesError where the database is away: to be sent again later */
  async take({ alerts }: AlertNotification): Promise<void> {
    await this.#load();
    const verdictOf = await this.#options.verdicts();
    const fired = alerts.filter(({ status }) => status === 'firing').map(openAlert);
    const resolved = alerts.filter(({ status }) => status === 'resolved').map(openAlert);
    const over = resolved.filter((alert) => BELIEVED.has(verdictOf(alert)));
    // What ended before it was told of fired all the same: no end without a beginning.
    const untold = over.filter((alert) => this.#open?.has(keyOf(alert)) !== true);
    const past = this.#openBefore(fired).filter((alert) => BELIEVED.has(verdictOf(alert)));
    await this.#record(RESOLVED, past);
    await this.#record(FIRED, [...fired, ...untold]);
    await this.#record(RESOLVED, over);
  }

  /** Alertmanager knows one alert by its labels: where it tells of one that began later, the earlier one may be over. */
  #openBefore(fired: readonly OpenAlert[]): readonly OpenAlert[] {
    const open = [...(this.#open?.values() ?? [])];
    return fired.flatMap(({ fingerprint, startsAt }) =>
      open.filter((alert) => alert.fingerprint === fingerprint && alert.startsAt < startsAt),
    );
  }

  /** Closes what is over, whatever Alertmanager knows, until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    const reconcileOn = async (): Promise<void> => {
      while (!signal.aborted) {
        await pause(clock, RECONCILE_MS, signal);
        await this.reconcile();
      }
    };
    await persist(reconcileOn, { clock, log, signal, what: 'reconciling alerts', pauseMs: RECONCILE_MS });
  }

  /** Asks once for every open alert. */
  async reconcile(): Promise<void> {
    const open = await this.#load();
    if (open.size === 0) return;
    const verdictOf = await this.#options.verdicts();
    const nowMs = this.#options.clock.monotonicMs();
    for (const [key, alert] of open) {
      if (verdictOf(alert) !== 'over') this.#overSince.delete(key);
      else if (!this.#overSince.has(key)) this.#overSince.set(key, nowMs);
    }
    const settled = [...open].filter(([key, { labels }]) => {
      const settleMs = labels['origin'] === 'detector' ? SETTLED_DETECTOR_MS : SETTLED_RULE_MS;
      return nowMs >= (this.#overSince.get(key) ?? Infinity) + settleMs;
    });
    await this.#record(
      RESOLVED,
      settled.map(([, alert]) => alert),
    );
  }

  async #record(type: typeof FIRED | typeof RESOLVED, alerts: readonly OpenAlert[]): Promise<void> {
    if (alerts.length === 0) return;
    const time = new Date(this.#options.clock.now()).toISOString();
    await this.#options.eventLog().append(alerts.map((alert) => eventOf(type, alert, time)));
    for (const alert of alerts) {
      if (type === FIRED) this.#open?.set(keyOf(alert), alert);
      else this.#open?.delete(keyOf(alert));
      this.#overSince.delete(keyOf(alert));
    }
  }

  /** What was left open by whoever ran before. */
  async #load(): Promise<Map<string, OpenAlert>> {
    if (this.#open !== undefined) return this.#open;
    const open = new Map<string, OpenAlert>();
    const log = this.#options.eventLog();
    for (let after = Math.max((await log.lastSequence()) - LOOK_BACK, 0); ;) {
      const events = await log.read(after, PAGE, { types: [FIRED, RESOLVED] });
      for (const { data, type } of events) {
        const alert = data as unknown as OpenAlert;
        if (type === FIRED) open.set(keyOf(alert), alert);
        else open.delete(keyOf(alert));
      }
      const last = events.at(-1);
      if (last === undefined || events.length < PAGE) break;
      after = last.sequence;
    }
    this.#open ??= open;
    return this.#open;
  }
}

function openAlert({ fingerprint, startsAt, labels, annotations }: NotifiedAlert): OpenAlert {
  return { fingerprint, startsAt: new Date(startsAt).toISOString(), labels, annotations };
}

function keyOf({ fingerprint, startsAt }: Pick<OpenAlert, 'fingerprint' | 'startsAt'>): string {
  return `${fingerprint}:${startsAt}`;
}

/** However often it is told, it is one event. */
function eventOf(type: typeof FIRED | typeof RESOLVED, alert: OpenAlert, time: string): NewEvent {
  const key = keyOf(alert);
  const { alertname = 'alert', service = alertname } = alert.labels;
  return { id: `${type}:${key}`, type, source: SOURCE, subject: service, time, correlationId: key, data: { ...alert } };
}
