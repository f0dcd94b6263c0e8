/**
 * Delivers what the outbox holds, for as long as this process has the right to.
 *
 * Every attempt is recorded before it is made, and its result after it. What was sent and could not be recorded, because
 * the database was away, is recorded as soon as it is back, before anything else is sent.
 */
import { messageOf } from '@nines/kernel';
import type { Clock, DeliveryResult, IncidentStore, Notifier, OutboxLease, ThreadReference } from '@nines/kernel';
import type { Log } from '../log.ts';
import { pause } from '../patience.ts';
import { afterAttempt, type AttemptBegun, type ChannelState, freshChannel, unclearCount } from './channel-state.ts';
import { deliverWithin } from './deliver-within.ts';
import { noticeKey, noticeOf, unreachedNotice } from './notices.ts';
import { type Outcome, outcomeOf, sendingReports, supersededReports } from './outcome.ts';
import { OutboxQueue } from './outbox-queue.ts';
import { spend } from './pace.ts';
import { type Attempt, type IdleChannel, plan } from './plan.ts';

export interface CourierOptions {
  readonly store: Pick<IncidentStore, 'acquireOutbox' | 'messages' | 'platform' | 'rung' | 'tell'>;
  /** Where messages can go now, by channel. */
  readonly notifiers: () => ReadonlyMap<string, Notifier>;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 to 1. */
  readonly random: () => number;
  /** How an attempt ended. */
  readonly onAttempt?: (attempt: Attempt, result: DeliveryResult) => void;
}

interface Held {
  readonly lease: OutboxLease;
  /** Ends it: the store does not do what it should. */
  readonly fail: (error: unknown) => void;
}

/** After which the right to deliver is asked for again, ms. */
const RETRY_MS = 1_000;
/** For so long a channel that is not there may come back, ms: meanwhile whoever decides has seen that it is gone. */
const GONE_MS = 120_000;
const GONE = 'there is no such channel any more';
/** Of updates. */
const NEEDLESS = 'there is no message of its own to bring up to date';
/** What attempts under way have left when the courier is to stop, ms. */
const ENDING_MS = 1_500;

export class Courier {
  readonly #options: CourierOptions;
  readonly #states = new Map<string, ChannelState>();
  /** Channels that refused something since they last took something. */
  readonly #refusing = new Set<string>();
  /** Whom channels did not reach when that was last told, in one text. */
  readonly #unreached = new Map<string, string>();
  /** Channels that are not there though something waits for them, ms of the monotonic clock. */
  #goneSince: ReadonlyMap<string, number> = new Map();
  /** Attempts under way, by channel. */
  readonly #busy = new Map<string, Promise<void>>();
  readonly #queue: OutboxQueue;
  /** Ends attempts under way when there is no time left for them. */
  readonly #late = new AbortController();
  /** While this process has the right. */
  #held: Held | undefined;
  #unreported: readonly Outcome[] = [];
  #news = Promise.withResolvers<undefined>();
  /** Reading the outbox and writing to it take turns: what was read is never older than what was written. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: CourierOptions) {
    this.#options = options;
    this.#queue = new OutboxQueue(options.clock);
  }

  /** Delivers until `signal` aborts, whenever nobody else does; waits for a database that is away. Once. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, clock, log } = this.#options;
    for (let isNews = true; !signal.aborted;) {
      try {
        const lease = await store.acquireOutbox(signal);
        isNews = true;
        await this.#hold(lease, signal);
      } catch (error) {
        if (isNews && !isAborted(signal)) log('warn', 'Delivery waits', { reason: messageOf(error) });
        isNews = false;
      }
      await pause(clock, RETRY_MS, signal);
    }
  }

  /** @throws what the store rejects with, and why the right was lost */
  async #hold(lease: OutboxLease, signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const over = AbortSignal.any([signal, lease.lost, failed.signal]);
    over.addEventListener('abort', () => this.#tellNews(), { once: true });
    this.#queue.clear();
    this.#held = { lease, fail: (error) => failed.abort(error) };
    try {
      const listening = this.#listen(lease, over).catch(this.#held.fail);
      while (!over.aborted) {
        const news = this.#news.promise;
        const { attempts, needless, wakeAtMs } = plan(this.#idleChannels(), this.#now());
        if (needless.length > 0) {
          this.#unreported = [...this.#unreported, { reports: supersededReports(needless, NEEDLESS), events: [] }];
          await this.#inTurn(() => this.#reportAll());
          continue;
        }
        for (const attempt of attempts) this.#start(lease, attempt);
        await this.#sleep(news, wakeAtMs);
      }
      await listening;
      if (signal.aborted) await this.#end();
      else over.throwIfAborted();
    } finally {
      this.#held = undefined;
      await lease.release();
    }
  }

  /** Reads what is to be delivered, now and whenever there may be more. */
  async #listen(lease: OutboxLease, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.#inTurn(async () => {
        await this.#reportAll();
        await this.#queue.read(lease);
      });
      await this.#letGoneBe();
      this.#tellNews();
      await this.#options.store.rung(over);
    }
  }

  #idleChannels(): readonly IdleChannel[] {
    const notifiers = this.#options.notifiers();
    return [...this.#queue.channels()].flatMap(([channel, queue]) => {
      const traits = notifiers.get(channel)?.traits;
      if (traits === undefined || this.#busy.has(channel)) return [];
      const state = this.#states.get(channel) ?? freshChannel(traits, queue, this.#now());
      this.#states.set(channel, state);
      const threadOf = (incident: number): ThreadReference | undefined => this.#queue.threadOf(channel, incident);
      return [{ channel, traits, state, queue, threadOf }];
    });
  }

  #start(lease: OutboxLease, attempt: Attempt): void {
    const { channel } = attempt;
    const ending = this.#attempt(lease, attempt)
      .catch((error: unknown) => this.#held?.fail(error))
      .finally(() => {
        this.#busy.delete(channel);
        this.#tellNews();
      });
    this.#busy.set(channel, ending);
  }

  async #attempt(lease: OutboxLease, attempt: Attempt): Promise<void> {
    const { clock, notifiers, random, onAttempt, store } = this.#options;
    const notifier = notifiers().get(attempt.channel);
    if (notifier === undefined) return;
    this.#change(attempt.channel, (state) => ({
      ...state,
      allowance: spend(state.allowance, notifier.traits.pace, this.#now()),
    }));
    await this.#inTurn(async () => {
      if (!(await lease.report(sendingReports(attempt)))) throw notHolder();
    });
    const beganMs = this.#now();
    const result = await deliverWithin(notifier, attempt, clock, this.#late.signal);
    onAttempt?.(attempt, result);
    const unclear = unclearCount(this.#states.get(attempt.channel), attempt.lead, result, attempt.isHurried);
    const now = { platform: store.platform, nowMs: clock.now(), random: random(), unclear };
    this.#unreported = [...this.#unreported, outcomeOf(attempt, result, now)];
    await this.#inTurn(() => this.#reportAll());
    await this.#conclude(attempt, result, { beganMs, unclear });
  }

  /** Remembers how the channel does, and tells people where that changed. */
  async #conclude({ channel, lead, messages }: Attempt, result: DeliveryResult, end: AttemptBegun): Promise<void> {
    const { clock, store, random, log } = this.#options;
    const known = this.#states.get(channel);
    if (known === undefined) return;
    const nowMs = this.#now();
    const told = [lead, ...messages.filter(({ id }) => id !== lead.id)];
    const after = afterAttempt(known, told, result, { ...end, nowMs, random: random() });
    const before = after.failing === undefined ? await this.#withNotice(channel, known) : known;
    const reason = result.outcome === 'sent' ? undefined : result.reason;
    const at = new Date(clock.now()).toISOString();
    const { state, message } = noticeOf(channel, before, after, reason, this.#working(channel), at, nowMs);
    this.#states.set(channel, after);
    if (result.outcome === 'sent') this.#refusing.delete(channel);
    if (result.outcome === 'refused' && after.failing !== undefined && !this.#refusing.has(channel)) {
      this.#refusing.add(channel);
      log('warn', 'A channel refuses what it is to tell', { channel, reason: result.reason });
    }
    if (message !== undefined) await store.tell([message]);
    await this.#tellUnreached(channel, lead.notification.key, result, at);
    this.#states.set(channel, state); // after it was told: what the database does not take is told with the next attempt
  }

  /** Once for as long as it concerns the same people. */
  async #tellUnreached(channel: string, key: string, result: DeliveryResult, at: string): Promise<void> {
    if (result.outcome !== 'sent') return;
    const { unreached } = result;
    const whom = unreached?.whom.toSorted().join(', ') ?? '';
    if (unreached !== undefined && whom !== this.#unreached.get(channel)) {
      const { store, log } = this.#options;
      log('warn', 'A channel does not reach everybody', { channel, whom, reason: unreached.reason });
      await store.tell([unreachedNotice(channel, unreached, this.#working(channel)[0] ?? channel, key, at)]);
    }
    this.#unreached.set(channel, whom);
  }

  /** A server before this one may have told people that it fails. */
  async #withNotice(channel: string, state: ChannelState): Promise<ChannelState> {
    const { failing, toldOn } = state;
    if (failing === undefined || toldOn !== undefined) return state;
    const [notice] = await this.#options.store.messages([noticeKey(channel, failing.key)]);
    return { ...state, toldOn: notice?.channel };
  }

  #working(except: string): readonly string[] {
    const others = [...this.#options.notifiers().keys()].filter((channel) => channel !== except);
    return others.filter((channel) => this.#states.get(channel)?.failing === undefined);
  }

  /** What is for channels that are not there any more waits for their return, and is then told where routes lead. */
  async #letGoneBe(): Promise<void> {
    const notifiers = this.#options.notifiers();
    const gone = [...this.#queue.channels()].filter(([channel]) => !notifiers.has(channel));
    this.#goneSince = new Map(gone.map(([channel]) => [channel, this.#goneSince.get(channel) ?? this.#now()]));
    const over = gone.filter(([channel]) => this.#now() >= (this.#goneSince.get(channel) ?? Infinity) + GONE_MS);
    if (over.length === 0) return;
    const reports = over.flatMap(([, messages]) => supersededReports(messages, GONE));
    this.#unreported = [...this.#unreported, { reports, events: [] }];
    for (const [channel, { length: count }] of over) {
      this.#options.log('warn', 'A channel is gone, and with it what waited', { channel, count });
    }
    await this.#inTurn(() => this.#reportAll());
  }

  /** Of attempts that began under an earlier right, too. Those that cannot be reported now are kept. */
  async #reportAll(): Promise<void> {
    const outcomes = this.#unreported;
    if (outcomes.length === 0 || this.#held === undefined) return;
    const reports = outcomes.flatMap((outcome) => outcome.reports);
    const events = outcomes.flatMap((outcome) => outcome.events);
    if (!(await this.#held.lease.report(reports, events))) throw notHolder();
    this.#queue.apply(reports);
    this.#unreported = this.#unreported.filter((outcome) => !outcomes.includes(outcome));
  }

  /** Gives attempts under way a moment to end: what is broken off may have been sent, and is sent again. */
  async #end(): Promise<void> {
    const { clock } = this.#options;
    const ended = new AbortController();
    const attempts = Promise.all(this.#busy.values()).finally(() => ended.abort());
    await Promise.race([attempts, pause(clock, ENDING_MS, ended.signal)]);
    this.#late.abort(new Error('the courier ends'));
    await attempts;
  }

  /** Returns at news or at `untilMs`. */
  async #sleep(news: Promise<unknown>, untilMs: number | undefined): Promise<void> {
    const woken = new AbortController();
    const pauses = untilMs === undefined ? [] : [Math.max(0, untilMs - this.#now())];
    await Promise.race([news, ...pauses.map((ms) => pause(this.#options.clock, ms, woken.signal))]);
    woken.abort();
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  #change(channel: string, change: (state: ChannelState) => ChannelState): void {
    const state = this.#states.get(channel);
    if (state !== undefined) this.#states.set(channel, change(state));
  }

  #tellNews(): void {
    this.#news.resolve(undefined);
    this.#news = Promise.withResolvers();
  }

  /** By the monotonic clock: what is waited for comes whatever the other one is set to. */
  #now(): number {
    return this.#options.clock.monotonicMs();
  }
}

function notHolder(): Error {
  return new Error('somebody else delivers by now');
}

/** Asked anew: between two looks at a signal, somebody may have aborted it. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
