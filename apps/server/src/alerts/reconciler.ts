/**
 * Closes what is over, whatever Alertmanager told: it was restarted, or the alert was silenced before it ended. And takes
 * in what it did not tell: a message had no room for all, it tells of it as of something that is over, or it takes it for
 * what it told before.
 */
import type { MuteTime } from '@nines/catalog';
import { alertKey, isApart, isMuted, NO_DOUBTS, raisedAgain, reconcile, reportOf } from '@nines/incidents';
import type { Doubts, Held, ReportedAlert } from '@nines/incidents';
import type { Clock, IncidentStore, TakenAlert } from '@nines/kernel';
import type { Desk } from '../incidents/desk.ts';
import type { Log } from '../log.ts';
import { pause, persist } from '../patience.ts';
import type { Alertmanager, HeldAlert } from './alertmanager.ts';
import type { AskedVerdicts } from './asked-verdicts.ts';

type Labels = Readonly<Record<string, string>>;

export interface ReconcilerOptions {
  readonly desk: Pick<Desk, 'firing' | 'takeAlerts'>;
  readonly verdicts: Pick<AskedVerdicts, 'ask'>;
  readonly alertmanager: Pick<Alertmanager, 'alerts' | 'startedMs'>;
  /** Rejects where the database is away. */
  readonly recorded: IncidentStore['recordedAlerts'];
  /** What the server is called there. */
  readonly receiver: string;
  /** When alerts tell nobody by the clock. */
  readonly mute: () => readonly MuteTime[];
  readonly clock: Clock;
  readonly log: Log;
}

const RECONCILE_MS = 5_000;
/** How often Alertmanager is asked what it holds, where nothing else asks for it, ms. */
const LOOK_HELD_MS = 10_000;
/** Origins of alerts that somebody can be asked about. */
const ASKED: readonly (string | undefined)[] = ['detector', 'rule'];

export class Reconciler {
  readonly #options: ReconcilerOptions;
  #doubts: Doubts = NO_DOUBTS;
  /** About what does not fire here and is held there. */
  #heldDoubts: Doubts = NO_DOUBTS;
  #lookedMs = -Infinity;
  /** Of groups of which not all alerts were told. */
  #truncated: readonly Labels[] = [];
  #nudged = new AbortController();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** Not all alerts of the groups with these labels were told: looks at once. */
  truncated(groupLabels: Labels): void {
    this.#truncated = [...this.#truncated, groupLabels];
    this.#nudged.abort();
  }

  /** Goes on until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    const reconcileOn = async (): Promise<void> => {
      for (;;) {
        await pause(clock, RECONCILE_MS, AbortSignal.any([signal, this.#nudged.signal]));
        this.#nudged = new AbortController();
        if (signal.aborted) return;
        await this.reconcile(signal);
      }
    };
    await persist(reconcileOn, { clock, log, signal, what: 'reconciling alerts', pauseMs: RECONCILE_MS });
  }

  /** Once. @throws NinesError where the database is away */
  async reconcile(signal: AbortSignal): Promise<void> {
    const { alertmanager, clock, desk } = this.#options;
    const firing = await desk.firing();
    const truncated = this.#truncated;
    const isDue = clock.monotonicMs() >= this.#lookedMs + LOOK_HELD_MS;
    const isDoubted = this.#heldDoubts.size > 0;
    const isWanted = isDue || isDoubted || truncated.length > 0 || firing.some(isOfOthers);
    const held = isWanted ? await alertmanager.alerts(signal).catch(() => undefined) : undefined;
    if (isWanted) this.#lookedMs = clock.monotonicMs();
    const told = held?.filter((alert) => this.#isTold(alert)) ?? [];
    const untold = told.filter((alert) => isOfGroups(alert, truncated)).flatMap(firingOf);
    const over = firing.length === 0 ? [] : await this.#over(firing, await this.#claims(held, signal));
    const again = held === undefined ? [] : await this.#again(told, firing);
    await desk.takeAlerts([...untold, ...over, ...again]);
    if (held !== undefined) this.#truncated = this.#truncated.slice(truncated.length);
  }

  /** What fires again, and of what Alertmanager does not tell that it does. */
  async #again(told: readonly HeldAlert[], firing: readonly TakenAlert[]): Promise<readonly ReportedAlert[]> {
    const { clock, recorded, verdicts } = this.#options;
    const known = new Set(firing.map(({ fingerprint }) => fingerprint));
    const asked = told.filter(({ fingerprint }) => !known.has(fingerprint)).flatMap(firingOf);
    if (asked.length === 0) {
      this.#heldDoubts = NO_DOUBTS;
      return [];
    }
    const [records, verdictOf] = [await recorded(asked), await verdicts.ask()];
    const times = { nowMs: clock.now(), monotonicMs: clock.monotonicMs() };
    const { doubts, again } = raisedAgain(this.#heldDoubts, asked, records, { verdictOf, ...times });
    this.#heldDoubts = doubts;
    return again;
  }

  async #over(firing: readonly TakenAlert[], held: Held | undefined): Promise<readonly ReportedAlert[]> {
    const { clock, verdicts } = this.#options;
    const verdictOf = await verdicts.ask();
    const times = { nowMs: clock.now(), monotonicMs: clock.monotonicMs() };
    const { doubts, over } = reconcile(this.#doubts, firing, { verdictOf, held, ...times });
    this.#doubts = doubts;
    return over;
  }

  async #claims(held: readonly HeldAlert[] | undefined, signal: AbortSignal): Promise<Held | undefined> {
    const { alertmanager, clock } = this.#options;
    const startedMs = held && (await alertmanager.startedMs(signal).catch(() => undefined));
    if (held === undefined || startedMs === undefined) return undefined;
    return { keys: new Set(held.map(({ labels }) => alertKey(labels))), upMs: clock.now() - startedMs };
  }

  #isTold({ inhibitedBy, labels, receivers, silencedBy }: HeldAlert): boolean {
    const { clock, mute, receiver } = this.#options;
    const isSilent = silencedBy.length > 0 || inhibitedBy.length > 0 || isMuted(labels, mute(), clock.now());
    return !isSilent && receivers.includes(receiver);
  }
}

/** Whether nobody but Alertmanager knows of it. */
function isOfOthers({ fingerprint, labels }: Pick<TakenAlert, 'fingerprint' | 'labels'>): boolean {
  return !isApart(fingerprint) && !ASKED.includes(labels['origin']);
}

function isOfGroups({ labels }: HeldAlert, groups: readonly Labels[]): boolean {
  return groups.some((group) => Object.entries(group).every(([name, value]) => labels[name] === value));
}

function firingOf({ fingerprint, startsAt, labels, annotations }: HeldAlert): readonly ReportedAlert[] {
  const report = reportOf({ status: 'firing', fingerprint, startsAt, endsAt: '', labels, annotations });
  return report === undefined ? [] : [report];
}
