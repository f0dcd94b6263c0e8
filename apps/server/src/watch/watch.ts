/**
 * Watching the platform: every event reaches the detectors as it comes, and what they find is told at once. Needs the
 * supervisor only; database and monitoring may be away.
 */
import type { Catalog } from '@nines/catalog';
import { detect, newDetection, nextDueMs } from '@nines/detection';
import type { DetectionInput, DetectionState, Measurement } from '@nines/detection';
import { messageOf, NinesError } from '@nines/kernel';
import type { Alert, Clock, NinesEvent, PlatformStatus } from '@nines/kernel';
import type { Log } from '../log.ts';
import { pause, persist } from '../patience.ts';

/** What is asked of the supervisor. */
export interface WatchedRuntime {
  observe(since: string | undefined, signal: AbortSignal): AsyncIterable<NinesEvent>;
  status(): Promise<PlatformStatus>;
}

export interface WatchOptions {
  readonly runtime: WatchedRuntime;
  /** Events that are on disk already, oldest first. */
  readonly history: () => Iterable<NinesEvent>;
  readonly clock: Clock;
  readonly log: Log;
  /** What is wrong now; called whenever that may have changed. */
  readonly onAlerts: (alerts: readonly Alert[]) => void;
  /** The newest event of the history, where there is one. */
  readonly onReplayed: (last: NinesEvent) => void;
  /** An event that happened while watching. */
  readonly onEvent: (event: NinesEvent) => void;
  readonly onStatus: (status: PlatformStatus) => void;
  /** Between two looks at the platform as a whole, ms. @defaultValue 5_000 */
  readonly statusPeriodMs?: number;
}

const STATUS_PERIOD_MS = 5_000;
/** A supervisor that died is replaced within tenths of a second. */
const RECONNECT_MS = 100;
/** What the supervisor is called in alerts. */
const SUPERVISOR = 'supervisor';
/** Events replayed before others get their turn. */
const REPLAY_BATCH = 1_000;

export class Watch {
  readonly #options: WatchOptions;
  #state: DetectionState = newDetection();
  #alerts: readonly Alert[] = [];
  /** Of the last event that was seen. */
  #cursor: string | undefined;
  #wait = new AbortController();
  /** History and present are known: from now on alerts count. */
  #settled = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** What is wrong now, in today's words; undefined before the beginning is known. */
  alerts(): readonly Alert[] | undefined {
    if (!this.#settled) return undefined;
    this.#feed({ type: 'tick' });
    return this.#alerts;
  }

  /** Another catalog is in effect. */
  catalogChanged(catalog: Catalog): void {
    this.#feed({ type: 'catalog', catalog });
  }

  measured(measurement: Measurement): void {
    this.#feed({ type: 'measured', measurement, at: this.#wallTime() });
  }

  /** Watches until `signal` aborts. The catalog must have been told before. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    await this.#replayHistory(signal);
    const options = { clock, log, signal, pauseMs: RECONNECT_MS };
    await persist(() => this.#begin(), { ...options, what: 'asking the supervisor how the platform is' });
    if (signal.aborted) return;
    await Promise.all([
      persist(() => this.#follow(signal), { ...options, what: 'following the supervisor' }),
      this.#lookRegularly(signal),
    ]);
    this.#wait.abort();
  }

  async #replayHistory(signal: AbortSignal): Promise<void> {
    let replayed = 0;
    let last: NinesEvent | undefined;
    for (const event of this.#options.history()) {
      const agoMs = Math.max(this.#options.clock.now() - Date.parse(event.time), 0);
      this.#feed({ type: 'event', event }, this.#options.clock.monotonicMs() - agoMs);
      this.#cursor = event.id;
      last = event;
      replayed += 1;
      if (replayed % REPLAY_BATCH === 0) await pause(this.#options.clock, 0, signal);
      if (signal.aborted) return;
    }
    if (last !== undefined) this.#options.onReplayed(last);
  }

  async #begin(): Promise<void> {
    await this.#look();
    this.#settled = true;
    this.#tell();
  }

  /** What happened while nobody listened comes first, in order. */
  async #follow(signal: AbortSignal): Promise<never> {
    for await (const event of this.#options.runtime.observe(this.#cursor, signal)) {
      this.#cursor = event.id;
      this.#feed({ type: 'event', event });
      this.#options.onEvent(event);
      this.#tell();
    }
    throw new NinesError('RUNTIME_NOT_RUNNING', 'the supervisor ended the stream of events');
  }

  async #lookRegularly(signal: AbortSignal): Promise<void> {
    const { clock, statusPeriodMs = STATUS_PERIOD_MS } = this.#options;
    while (!signal.aborted) {
      await pause(clock, statusPeriodMs, signal);
      await this.#look().catch((error: unknown) => {
        const reason = messageOf(error);
        this.measured({ kind: 'reachability', part: SUPERVISOR, reachable: false, reason });
      });
      this.#tell();
    }
  }

  async #look(): Promise<void> {
    const askedMs = this.#options.clock.monotonicMs();
    const status = await this.#options.runtime.status();
    this.#feed({ type: 'status', status, askedMs, at: this.#wallTime() });
    this.measured({ kind: 'reachability', part: SUPERVISOR, reachable: true });
    this.measured({ kind: 'clock', wallMs: this.#options.clock.now() });
    this.#options.onStatus(status);
  }

  #feed(input: DetectionInput, nowMs = this.#options.clock.monotonicMs()): void {
    const { state, alerts } = detect(this.#state, input, nowMs);
    this.#state = state;
    this.#alerts = alerts;
  }

  /** Says what is wrong, and wakes up when something is to be decided though nothing happens. */
  #tell(): void {
    if (!this.#settled) return;
    this.#options.onAlerts(this.#alerts);
    this.#wait.abort();
    const { clock } = this.#options;
    const inMs = nextDueMs(this.#state) - clock.monotonicMs();
    if (inMs === Infinity) return;
    this.#wait = new AbortController();
    const decide = (): void => {
      this.#feed({ type: 'tick' });
      this.#tell();
    };
    clock.sleep(Math.max(Math.ceil(inMs), 1), this.#wait.signal).then(decide, () => undefined);
  }

  #wallTime(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}
