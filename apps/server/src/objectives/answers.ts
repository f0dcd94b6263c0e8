/** What is answered when somebody asks for objectives. */
import type { ApiSpending, ObjectiveDetails, ObjectiveList, ObjectiveParameters } from '@nines/api';
import { NinesError } from '@nines/kernel';
import type { Clock } from '@nines/kernel';
import { objectiveId, periodAt, previousPeriod } from '@nines/slo/budgets';
import type { Interval, Objective } from '@nines/slo';
import type { Archive } from './archive.ts';
import { momentsOf } from './binning.ts';
import { describeHistory, describeObjective, describeSpending, describeTiers } from './describe-objective.ts';
import type { LookedObjective } from './look.ts';
import { watchedObjective } from './watched-objectives.ts';
import type { WatchedObjectives } from './watched-objectives.ts';

export interface ObjectiveAnswersOptions {
  readonly watched: () => WatchedObjectives | undefined;
  /** Undefined where nobody knows. */
  readonly looked: () => readonly LookedObjective[] | undefined;
  readonly archive: Pick<Archive, 'ledger'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** How far back may be asked, ms: as long as blocks are kept. */
const KEPT_MS = 400 * 86_400_000;

export class ObjectiveAnswers {
  readonly #options: ObjectiveAnswersOptions;

  constructor(options: ObjectiveAnswersOptions) {
    this.#options = options;
  }

  /** @throws NinesError `API_UNAVAILABLE` where nothing is known */
  list(): ObjectiveList {
    return { data: this.#looked().map(describeObjective), pagination: { next: null } };
  }

  /** @throws NinesError `API_NOT_FOUND`, `API_UNAVAILABLE`, `STORE_UNREACHABLE` */
  async show(asked: ObjectiveParameters, days: number): Promise<ObjectiveDetails> {
    const counted = watchedObjective(this.#options.watched(), asked);
    const { objective } = counted;
    const looked = this.#looked().find((each) => objectiveId(each.objective) === objectiveId(objective));
    const past = daysUntil(this.#options.clock.now(), days, objective);
    const ledger = await this.#options.archive.ledger(counted, spanFor(objective, past), []);
    return {
      ...describeObjective(looked ?? { objective, state: undefined, standing: undefined }),
      tiers: describeTiers(objective),
      history: describeHistory(objective, ledger, past),
    };
  }

  /**
   * @param to - @defaultValue now
   * @throws NinesError `API_NOT_FOUND`, `API_BAD_REQUEST`, `API_UNAVAILABLE`, `STORE_UNREACHABLE`
   */
  async spending(asked: ObjectiveParameters, from: string, to?: string): Promise<ApiSpending> {
    const counted = watchedObjective(this.#options.watched(), asked);
    const nowMs = this.#options.clock.now();
    const interval = { startMs: Date.parse(from), endMs: Math.min(to === undefined ? nowMs : Date.parse(to), nowMs) };
    if (interval.startMs >= interval.endMs) throw badInterval('it has to begin before it ends, and before now');
    if (interval.startMs < nowMs - KEPT_MS) throw badInterval('nothing is remembered for more than 400 days');
    const span = spanFor(counted.objective, [interval]);
    const edges = momentsOf([interval.startMs, interval.endMs, span.startMs]);
    const ledger = await this.#options.archive.ledger(counted, span, edges);
    return describeSpending(counted.objective, ledger, interval);
  }

  #looked(): readonly LookedObjective[] {
    const looked = this.#options.looked();
    if (looked !== undefined) return looked;
    throw new NinesError(
      'API_UNAVAILABLE',
      'how the objectives stand is not known: Prometheus or the database is away',
    );
  }
}

/** All that intervals, in order, and the periods that they belong to have in them. */
function spanFor({ period }: Objective, intervals: readonly Interval[]): Interval {
  const [first, last] = [intervals[0], intervals.at(-1)];
  if (first === undefined || last === undefined) return { startMs: 0, endMs: 0 };
  const [earliest, latest] = [first, last].map(({ endMs }) => periodAt(period, endMs - 1));
  return {
    startMs: Math.min(first.startMs, earliest?.startMs ?? Infinity),
    endMs: Math.max(last.endMs, latest?.endMs ?? -Infinity),
  };
}

/** Of the zone of the period, today last. */
function daysUntil(nowMs: number, count: number, { period }: Objective): readonly Interval[] {
  const day = {
    kind: 'calendar',
    unit: 'day',
    timezone: period.kind === 'calendar' ? period.timezone : 'UTC',
  } as const;
  let earliest = periodAt(day, nowMs);
  const days = [{ startMs: earliest.startMs, endMs: nowMs }];
  while (days.length < count) {
    earliest = previousPeriod(day, earliest);
    days.unshift(earliest);
  }
  return days;
}

function badInterval(why: string): NinesError {
  return new NinesError('API_BAD_REQUEST', `this interval cannot be looked at: ${why}`);
}
