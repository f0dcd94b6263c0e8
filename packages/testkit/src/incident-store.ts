/** A store of incidents in memory, for tests of what decides and of what delivers. */
import type {
  AnsweredCommand,
  Clock,
  DeliveryReport,
  EventLog,
  Incident,
  IncidentChanges,
  IncidentFilter,
  IncidentSnapshot,
  IncidentStore,
  KeptHeartbeat,
  NewEvent,
  NewMessage,
  OutboxLease,
  OutboxMessage,
  Pruned,
  Retention,
  TakenAlert,
  WaitingMessages,
} from '@nines/kernel';

import { owesPostmortem } from '@nines/kernel';

import { matchesFilter } from './incident-filter.ts';
import { openMessages, pendingMessages } from './pending-messages.ts';

type AlertIdentity = Pick<TakenAlert, 'fingerprint' | 'startsAt'>;
type Thread = NonNullable<DeliveryReport['thread']>;

export interface InMemoryIncidentStoreOptions {
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** Where events go that are committed with a decision or a report. */
  readonly events: Pick<EventLog, 'append'>;
  /** @defaultValue `shop` */
  readonly platform?: string;
  /** How long `rung` waits without a ring, ms. @defaultValue 5_000 */
  readonly pollMs?: number;
}

/** Keeps to the contract of `IncidentStore`, except that nothing outlives the process. Several may share one. */
export class InMemoryIncidentStore implements IncidentStore {
  readonly platform: string;
  readonly #options: InMemoryIncidentStoreOptions;
  readonly #alerts = new Map<string, TakenAlert>();
  readonly #incidents = new Map<number, Incident>();
  readonly #answers = new Map<string, AnsweredCommand>();
  readonly #heartbeats = new Map<string, KeptHeartbeat>();
  readonly #messages = new Map<number, OutboxMessage>();
  readonly #threads = new Map<string, Thread>();
  readonly #bell = new EventTarget();
  #revision = 0;
  #lastNumber = 0;
  #lastId = 0;
  #epoch = 0;
  #holder: AbortController | undefined;
  #heard = -1;
  #rings = 0;

  constructor(options: InMemoryIncidentStoreOptions) {
    this.#options = options;
    this.platform = options.platform ?? 'shop';
  }

  async isAlone(): Promise<boolean> {
    return true;
  }

  async load(resolvedSince: string): Promise<IncidentSnapshot> {
    const alerts = sorted([...this.#alerts.values()]);
    const firing = new Set(alerts.filter(({ endsAt }) => endsAt === null).map(({ incident }) => incident));
    const since = moment(resolvedSince);
    const incidents = [...this.#incidents.values()]
      .filter(({ number, status, resolvedAt }) => {
        return status !== 'resolved' || firing.has(number) || (resolvedAt !== null && resolvedAt > since);
      })
      .sort((one, other) => one.number - other.number);
    const numbers = new Set<number | null>(incidents.map(({ number }) => number));
    return copy({
      revision: this.#revision,
      lastNumber: this.#lastNumber,
      incidents,
      alerts: alerts.filter(({ endsAt, incident }) => endsAt === null || numbers.has(incident)),
    });
  }

  async recordedAlerts(alerts: readonly AlertIdentity[]): Promise<readonly TakenAlert[]> {
    const exact = new Set(alerts.map(identityOf));
    const found = [...new Set(alerts.map(({ fingerprint }) => fingerprint))].flatMap((fingerprint) => {
      const episodes = this.#episodes(fingerprint);
      return episodes.filter((episode, index) => index === 0 || exact.has(identityOf(episode)));
    });
    return copy(found);
  }

  async commit(changes: IncidentChanges): Promise<boolean> {
    if (changes.revision !== this.#revision) return false;
    this.#revision += 1;
    try {
      await this.#options.events.append(changes.events);
    } catch (error) {
      this.#revision -= 1;
      throw error;
    }
    for (const alert of copy(changes.alerts)) this.#alerts.set(identityOf(alert), atMoments(alert));
    for (const incident of copy(changes.incidents)) this.#incidents.set(incident.number, incident);
    this.#lastNumber = Math.max(this.#lastNumber, ...changes.incidents.map(({ number }) => number));
    for (const answer of copy(changes.answered)) {
      if (!this.#answers.has(answer.key)) this.#answers.set(answer.key, answer);
    }
    this.#insert(changes.messages);
    return true;
  }

  async answered(keys: readonly string[]): Promise<readonly AnsweredCommand[]> {
    return copy([...this.#answers.values()].filter(({ key }) => keys.includes(key)));
  }

  async incident(number: number): Promise<Incident | undefined> {
    return copy(this.#incidents.get(number));
  }

  async incidents(filter: IncidentFilter): Promise<readonly Incident[]> {
    const found = [...this.#incidents.values()].filter((incident) => matchesFilter(incident, filter));
    return copy(found.sort((one, other) => other.number - one.number).slice(0, filter.limit));
  }

  async alertsOf(incident: number): Promise<readonly TakenAlert[]> {
    return copy(sorted([...this.#alerts.values()].filter((alert) => alert.incident === incident)));
  }

  async alertEpisodes(fingerprint: string, limit: number): Promise<readonly TakenAlert[]> {
    return copy(this.#episodes(fingerprint).slice(0, limit));
  }

  async messagesOf(incident: number): Promise<readonly OutboxMessage[]> {
    return copy([...this.#messages.values()].filter((message) => message.incident === incident));
  }

  async messages(keys: readonly string[]): Promise<readonly OutboxMessage[]> {
    return copy([...this.#messages.values()].filter(({ notification }) => keys.includes(notification.key)));
  }

  async tell(messages: readonly NewMessage[]): Promise<void> {
    this.#insert(messages);
  }

  async waitingMessages(): Promise<readonly WaitingMessages[]> {
    const waiting = openMessages(this.#messages.values());
    const ofChannel = Map.groupBy(waiting, ({ channel }) => channel);
    return [...ofChannel]
      .map(([channel, messages]) => {
        const [oldestAt = ''] = messages.map(({ decidedAt }) => decidedAt).sort();
        return { channel, count: messages.length, oldestAt };
      })
      .sort((one, other) => (one.channel < other.channel ? -1 : 1));
  }

  async prune({ incidentsBefore, mostIncidents, mostOthers, othersBefore }: Retention): Promise<Pruned> {
    const endOf = ({ resolvedAt }: Incident): string => resolvedAt ?? '';
    const old = [...this.#incidents.values()].filter((each) => this.#isDoneWith(each) && endOf(each) < incidentsBefore);
    const gone = oldest(old, endOf, mostIncidents).map(({ number }) => number);
    for (const number of gone) this.#forget(number);
    const loose = [...this.#alerts].filter(([, { endsAt, incident }]) => {
      return incident === null && endsAt !== null && endsAt < othersBefore;
    });
    const alerts = oldest(loose, ([, { endsAt }]) => endsAt ?? '', mostOthers);
    for (const [key] of alerts) this.#alerts.delete(key);
    const done = [...this.#messages.values()].filter(({ decidedAt, incident, state }) => {
      return incident === null && state !== 'pending' && state !== 'sending' && decidedAt < othersBefore;
    });
    const messages = oldest(done, ({ decidedAt }) => decidedAt, mostOthers);
    for (const { id } of messages) this.#messages.delete(id);
    return { incidents: gone.length, alerts: alerts.length, messages: messages.length };
  }

  async heartbeats(): Promise<readonly KeptHeartbeat[]> {
    return [...this.#heartbeats.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  async keepHeartbeats(heartbeats: readonly KeptHeartbeat[]): Promise<void> {
    for (const { name, beatAt, excusedUntil } of heartbeats) {
      const until = excusedUntil === null ? null : moment(excusedUntil);
      this.#heartbeats.set(name, { name, beatAt: moment(beatAt), excusedUntil: until });
    }
  }

  async rung(signal: AbortSignal): Promise<void> {
    if (this.#heard === this.#rings && !signal.aborted) {
      const woken = new AbortController();
      const wake = (): void => woken.abort();
      this.#bell.addEventListener('ring', wake, { signal: woken.signal });
      const either = AbortSignal.any([signal, woken.signal]);
      await this.#options.clock.sleep(this.#options.pollMs ?? 5_000, either).catch(() => undefined);
      wake();
    }
    this.#heard = this.#rings;
  }

  /** As PostgreSQL does where a holder's connection ends. */
  loseOutbox(): void {
    this.#holder?.abort(new Error('the connection ended'));
    this.#holder = undefined;
  }

  async acquireOutbox(signal: AbortSignal): Promise<OutboxLease> {
    signal.throwIfAborted();
    while (this.#holder !== undefined) await this.#options.clock.sleep(250, signal);
    const holder = new AbortController();
    this.#holder = holder;
    const epoch = (this.#epoch += 1);
    return {
      epoch,
      lost: holder.signal,
      pending: async (limit) => copy(pendingMessages(this.#messages.values(), limit)),
      threads: async (incidents) => copy([...this.#threads.values()].filter((one) => incidents.includes(one.incident))),
      report: (reports, events) => this.#report(epoch, reports, events),
      release: async () => {
        if (this.#holder === holder) this.loseOutbox();
      },
    };
  }

  #isDoneWith(incident: Incident): boolean {
    const { mergedInto, number, status, tasks } = incident;
    const isWhole = mergedInto === null || !this.#incidents.has(mergedInto);
    const isToDo = tasks.some(({ doneAt, kind }) => kind === 'corrective' && doneAt === null);
    const fires = [...this.#alerts.values()].some((alert) => alert.incident === number && alert.endsAt === null);
    const waits = openMessages(this.#messages.values()).some((message) => message.incident === number);
    return status === 'resolved' && isWhole && !isToDo && !owesPostmortem(incident) && !fires && !waits;
  }

  #forget(number: number): void {
    this.#incidents.delete(number);
    for (const [key, { incident }] of this.#alerts) if (incident === number) this.#alerts.delete(key);
    for (const [id, { incident }] of this.#messages) if (incident === number) this.#messages.delete(id);
    for (const [key, { incident }] of this.#threads) if (incident === number) this.#threads.delete(key);
  }

  async #report(epoch: number, reports: readonly DeliveryReport[], events: readonly NewEvent[] = []): Promise<boolean> {
    if (epoch !== this.#epoch) return false;
    for (const { ids, thread, ...changed } of copy(reports)) {
      for (const id of ids) {
        const message = this.#messages.get(id);
        const isOpen = message?.state === 'pending' || message?.state === 'sending';
        if (message !== undefined && isOpen) this.#messages.set(id, { ...message, ...changed });
      }
      if (thread !== undefined) this.#threads.set(`${thread.incident} ${thread.channel}`, thread);
    }
    await this.#options.events.append(events);
    return true;
  }

  #insert(messages: readonly NewMessage[]): void {
    const known = new Set([...this.#messages.values()].map(({ notification }) => notification.key));
    for (const { channel, notification } of copy(messages)) {
      if (known.has(notification.key)) continue;
      known.add(notification.key);
      const id = (this.#lastId += 1);
      const incident = notification.kind === 'incident' ? notification.incident.number : null;
      const times = { decidedAt: moment(notification.at), dueAt: moment(notification.at), sentAt: null };
      const fresh = { state: 'pending', attempts: 0, failure: null, bundle: null } as const;
      this.#messages.set(id, { id, channel, incident, notification, ...fresh, ...times });
    }
    if (messages.length === 0) return;
    this.#rings += 1;
    this.#bell.dispatchEvent(new Event('ring'));
  }

  #episodes(fingerprint: string): readonly TakenAlert[] {
    return sorted([...this.#alerts.values()].filter((alert) => alert.fingerprint === fingerprint)).reverse();
  }
}

function oldest<T>(items: readonly T[], endOf: (item: T) => string, most: number): readonly T[] {
  return items.toSorted((one, other) => (endOf(one) < endOf(other) ? -1 : 1)).slice(0, most);
}

function sorted(alerts: readonly TakenAlert[]): TakenAlert[] {
  const orderOf = (alert: TakenAlert): string => `${alert.startsAt} ${alert.fingerprint}`;
  return [...alerts].sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}

function identityOf({ fingerprint, startsAt }: AlertIdentity): string {
  return `${moment(startsAt)} ${fingerprint}`;
}

function atMoments(alert: TakenAlert): TakenAlert {
  const { startsAt, endsAt, receivedAt } = alert;
  const times = { startsAt: moment(startsAt), receivedAt: moment(receivedAt) };
  return { ...alert, ...times, endsAt: endsAt === null ? null : moment(endsAt) };
}

function moment(text: string): string {
  return new Date(text).toISOString();
}

/** What the caller does to its own afterwards changes nothing here. */
function copy<T>(value: T): T {
  return structuredClone(value);
}
