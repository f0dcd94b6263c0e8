/**
 * Where everything about incidents is decided: what came in since the last decision is decided about together, kept in
 * one commit, and only then answered. Two desks on one database cannot both decide: who finds that the other was faster
 * reads anew what there is and decides again.
 */
import {
  decide,
  emptyState,
  firingAlerts,
  incidentsIn,
  stateOf,
  toLoad,
  toLoadFor,
  unfamiliar,
} from '@nines/incidents';
import type { CommandOutcome, IncidentInput, IncidentPolicy, IncidentState, ReportedAlert } from '@nines/incidents';
import { messageOf, NinesError } from '@nines/kernel';
import type {
  Clock,
  Incident,
  IncidentCommand,
  IncidentImpact,
  IncidentStore,
  NewEvent,
  TakenAlert,
} from '@nines/kernel';
import type { Log } from '../log.ts';
import { pause } from '../patience.ts';
import { Answers } from './answers.ts';
import { DeskQueue } from './desk-queue.ts';
import type { Work } from './desk-queue.ts';
import { recalledFor } from './recalled.ts';

export interface DeskOptions {
  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  readonly store: () => IncidentStore;
  /** Undefined before the catalog is known. Another object is another policy. */
  readonly policy: () => IncidentPolicy | undefined;
  /** What an earlier version left open, which knew no incidents. Asked once, where nothing was decided yet. */
  readonly leftOpen: () => Promise<readonly ReportedAlert[]>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onDecided: (decided: Decided) => void;
}

/** What one decision came to. */
export interface Decided {
  /** From the first look to the commit. */
  readonly seconds: number;
  readonly alerts: number;
  /** Incidents that are different now. */
  readonly incidents: readonly Incident[];
}

interface Known {
  readonly revision: number;
  readonly state: IncidentState;
  /** What it was made by. */
  readonly places: IncidentPolicy['places'];
}

/** Where another desk is faster every time, something is wrong. */
const MOST_TRIES = 20;
const RETRY_MS = 1_000;
/** Longest sleep: a wall clock that was set is noticed then, ms. */
const LONGEST_SLEEP_MS = 60_000;

export class Desk {
  readonly #options: DeskOptions;
  readonly #queue = new DeskQueue();
  readonly #answers: Answers;
  #known: Known | undefined;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#answers = new Answers(options.store);
  }

  /** False before what there is was read, and after something could not be kept. */
  get isKnown(): boolean {
    return this.#known !== undefined;
  }

  /** Works that wait to be decided about. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** What is remembered: open, or over for a short time only. Empty where nothing is known. */
  incidents(): readonly Incident[] {
    return incidentsIn(this.#known?.state ?? emptyState());
  }

  /** Alerts that fire, as far as they were taken in. Empty where nothing is known. */
  firingNow(): readonly TakenAlert[] {
    return firingAlerts(this.#known?.state ?? emptyState());
  }

  /** The same; reads them where they are not known. @throws NinesError where the database is away */
  async firing(): Promise<readonly TakenAlert[]> {
    if (this.#known === undefined) await this.#queue.add({ kind: 'input', input: { kind: 'time' } });
    return this.firingNow();
  }

  /** The same, of those that one of these reports could be about. @throws NinesError where the database is away */
  async firingLike(reports: readonly Pick<TakenAlert, 'fingerprint'>[]): Promise<readonly TakenAlert[]> {
    if (this.#known === undefined) await this.firing();
    const { episodes } = this.#known?.state ?? emptyState();
    return [...new Set(reports.map(({ fingerprint }) => fingerprint))].flatMap((fingerprint) =>
      (episodes.get(fingerprint) ?? []).map(({ alert }) => alert).filter(({ endsAt }) => endsAt === null),
    );
  }

  /**
   * Carries out what a person wants, once for its key.
   *
   * @param records - events that are kept with it, or not at all
   * @throws NinesError `INCIDENT_UNKNOWN`, `INCIDENT_ILLEGAL_TRANSITION` and what else `decide` finds; `API_KEY_REUSED`
   *   where the key was used for something else; `SERVER_BUSY`, `STORE_UNREACHABLE`
   */
  async command(command: IncidentCommand, records: readonly NewEvent[] = []): Promise<Incident> {
    const incident = await this.#queue.add({ kind: 'command', command, records });
    if (incident !== undefined) return incident;
    throw new NinesError('INCIDENT_UNKNOWN', `There is no incident ${command.incident}`);
  }

  /** Takes in alerts, however often they are told; resolves when they are kept. @throws NinesError `SERVER_BUSY`, `STORE_UNREACHABLE` */
  async takeAlerts(alerts: readonly ReportedAlert[]): Promise<void> {
    if (alerts.length > 0) await this.#queue.add({ kind: 'alerts', alerts });
  }

  /** What an incident cost. @throws NinesError `SERVER_BUSY`, `STORE_UNREACHABLE` */
  async measured(incident: number, impact: IncidentImpact): Promise<void> {
    await this.#queue.add({ kind: 'input', input: { kind: 'impact', incident, impact } });
  }

  /** The policy may be another one: looks again. */
  reconsider(): void {
    this.#queue.add({ kind: 'input', input: { kind: 'time' } }).catch(() => undefined);
  }

  /** Decides until `signal` aborts; what waits then is refused. */
  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#untilDue(signal);
      if (signal.aborted) break;
      const works = this.#queue.take();
      const isDone = await this.#settle(works);
      if (!isDone && works.length === 0) await pause(this.#options.clock, RETRY_MS, signal);
    }
    this.#queue.close();
  }

  /** Something waits, or it is time to look again. */
  async #untilDue(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const woken = new AbortController();
    const wakeAtMs = this.#known === undefined ? null : this.#known.state.wakeAtMs;
    const inMs = wakeAtMs === null ? LONGEST_SLEEP_MS : Math.max(wakeAtMs - clock.now(), 1);
    const sleeping = pause(clock, Math.min(inMs, LONGEST_SLEEP_MS), AbortSignal.any([signal, woken.signal]));
    await Promise.race([sleeping, this.#queue.news()]);
    woken.abort();
  }

  /** Answers all of them, or refuses all of them; but where one cannot be kept, the others are decided without it. */
  async #settle(works: readonly Work[]): Promise<boolean> {
    try {
      for (let tries = 1; tries <= MOST_TRIES; tries += 1) if (await this.#decide(works)) return true;
      throw new NinesError('SERVER_BUSY', 'Somebody else decides about the same incidents all the time: try again');
    } catch (error) {
      // Whether it was kept is not known.
      this.#known = undefined;
      if (works.length > 1 && error instanceof NinesError && error.code === 'STORE_BAD_EVENT') {
        for (const work of works) await this.#settle([work]);
        return true;
      }
      for (const { reject } of works) reject(error);
      if (works.length === 0)
        this.#options.log('warn', 'Incidents could not be looked at', { reason: messageOf(error) });
      return false;
    }
  }

  /** False where somebody else was faster. */
  async #decide(works: readonly Work[]): Promise<boolean> {
    const { clock, onDecided, policy: policyNow, store } = this.#options;
    const policy = policyNow();
    if (policy === undefined) throw new NinesError('API_UNAVAILABLE', 'What the platform is made of is not known yet');
    const startedMs = clock.monotonicMs();
    const open = await this.#answers.unanswered(works);
    const alerts = open.flatMap(({ task }) => (task.kind === 'alerts' ? task.alerts : []));
    const { known, takenOver } = await this.#know(policy, alerts);
    const inputs = [...takenOver, ...(await this.#inputs(known, open, alerts))];
    const { state, changes: decided, outcomes } = decide(known.state, inputs, policy, clock.now());
    const changes = { ...decided, events: [...decided.events, ...recordsOf(open, outcomes)] };
    const isNothing = Object.values(changes).every((part) => part.length === 0) && takenOver.length === 0;
    if (!isNothing && !(await store().commit({ revision: known.revision, ...changes }))) {
      this.#known = undefined;
      this.#answers.forget();
      return false;
    }
    this.#known = { ...known, state, revision: known.revision + (isNothing ? 0 : 1) };
    this.#answers.keep(changes.answered);
    for (const { task, resolve, reject } of open) {
      const outcome = task.kind === 'command' ? outcomes.find(({ command }) => command === task.command) : undefined;
      if (outcome?.error === undefined) resolve(outcome?.incident);
      else reject(outcome.error);
    }
    const seconds = (clock.monotonicMs() - startedMs) / 1_000;
    if (works.length > 0 || !isNothing) onDecided({ seconds, alerts: alerts.length, incidents: changes.incidents });
    return true;
  }

  /** What is known; read where it is not, or was put together by another catalog, or too little for alerts told late. */
  async #know(
    policy: IncidentPolicy,
    alerts: readonly ReportedAlert[],
  ): Promise<{ readonly known: Known; readonly takenOver: readonly IncidentInput[] }> {
    const { clock, leftOpen } = this.#options;
    const isUsable = this.#known?.places === policy.places;
    const before =
      isUsable && this.#known !== undefined ? this.#known : await this.#read(policy, toLoad(policy, clock.now()));
    const since = toLoadFor(before.state, alerts, policy, clock.now());
    const known = since === undefined ? before : await this.#read(policy, since);
    const takenOver: readonly IncidentInput[] =
      known.revision === 0 ? [{ kind: 'alerts', alerts: await leftOpen() }] : [];
    return { known, takenOver };
  }

  async #read(policy: IncidentPolicy, since: string): Promise<Known> {
    const snapshot = await this.#options.store().load(since);
    const state = stateOf(snapshot, policy, this.#options.clock.now(), since);
    return { revision: snapshot.revision, state, places: policy.places };
  }

  async #inputs(
    { state }: Known,
    works: readonly Work[],
    alerts: readonly ReportedAlert[],
  ): Promise<readonly IncidentInput[]> {
    const store = this.#options.store();
    const unknown = unfamiliar(state, alerts);
    const [recorded, recalled] = await Promise.all([
      unknown.length === 0 ? [] : store.recordedAlerts(unknown),
      recalledFor(state, works, store),
    ]);
    const others = works.flatMap(({ task }): IncidentInput[] => {
      if (task.kind === 'alerts') return [];
      return [task.kind === 'command' ? task : task.input];
    });
    return [
      ...recalled,
      ...(alerts.length === 0 ? [] : [{ kind: 'alerts' as const, alerts, recorded }]),
      ...others,
      { kind: 'time' },
    ];
  }
}

/** Of commands that are carried out; what comes twice at once is recorded once. */
function recordsOf(works: readonly Work[], outcomes: readonly CommandOutcome[]): readonly NewEvent[] {
  const done = outcomes.filter(({ error }) => error === undefined).map(({ command }) => command);
  const first = new Map([...done].reverse().map((command) => [command.key, command]));
  return works.flatMap(({ task }) =>
    task.kind === 'command' && first.get(task.command.key) === task.command ? task.records : [],
  );
}
