/** Looking back on periods, and people who say that they did. */
import { createHash } from 'node:crypto';
import type { ApiReview, ObjectiveParameters, ReviewPeriod, SignOff, SignOffRequest } from '@nines/api';
import { signOffSchema } from '@nines/api';
import { NinesError } from '@nines/kernel';
import type { Clock, EventLog } from '@nines/kernel';
import { objectiveId, previousPeriod, reviewOf } from '@nines/slo/budgets';
import type { Interval, Objective } from '@nines/slo';
import type { Archive } from './archive.ts';
import type { Credits } from './credits.ts';
import { spanOf, timeText } from './describe-objective.ts';
import { describeReview } from './describe-review.ts';
import { momentsOf } from './binning.ts';
import { pastAlerts } from './past-alerts.ts';
import { reviewPeriod } from './review-period.ts';
import type { WatchedObjectives } from './watched-objectives.ts';
import { watchedObjective } from './watched-objectives.ts';

export interface ReviewsOptions {
  readonly watched: () => WatchedObjectives | undefined;
  readonly archive: Pick<Archive, 'ledger'>;
  readonly credits: Pick<Credits, 'monthsOf'>;
  /** @throws NinesError `API_UNAVAILABLE` before the database was there for the first time */
  readonly eventLog: () => Pick<EventLog, 'append' | 'read'>;
  readonly clock: Pick<Clock, 'now'>;
}

const SIGNED_OFF = 'slo.review.signed-off';
const MOST_SIGN_OFFS = 100;

export class Reviews {
  readonly #options: ReviewsOptions;

  constructor(options: ReviewsOptions) {
    this.#options = options;
  }

  /** @throws NinesError `API_NOT_FOUND`, `API_UNAVAILABLE`, `STORE_UNREACHABLE` */
  async review(asked: ObjectiveParameters, period: ReviewPeriod): Promise<ApiReview> {
    const { archive, clock, credits, eventLog, watched } = this.#options;
    const nowMs = clock.now();
    const counted = watchedObjective(watched(), asked);
    const { objective } = counted;
    const reviewed = reviewPeriod(objective, period, nowMs);
    const before = previousPeriod(objective.period, reviewed);
    const earliest = previousPeriod(objective.period, before);
    const span = { startMs: earliest.startMs, endMs: reviewed.endMs };
    const edges = momentsOf([earliest.startMs, before.startMs, reviewed.startMs, reviewed.endMs]);
    const review = reviewOf(objective, await archive.ledger(counted, span, edges), reviewed, {
      nowMs,
      credits: await credits.monthsOf(counted, { startMs: reviewed.startMs, endMs: Math.min(reviewed.endMs, nowMs) }),
      alerts: await pastAlerts(eventLog(), watched()?.platform ?? '', objective, reviewed),
    });
    return describeReview(objective, review, await this.#signOffs(objective, reviewed));
  }

  /**
   * Records that somebody has read the review of a period. Said again in the same words, it is the same.
   *
   * @throws NinesError `API_NOT_FOUND`, `API_BAD_REQUEST` where the period is not over; `STORE_UNREACHABLE`
   */
  async signOff(
    asked: ObjectiveParameters,
    { period, by, note }: SignOffRequest & { readonly by: string },
  ): Promise<SignOff> {
    const { clock, eventLog, watched } = this.#options;
    const nowMs = clock.now();
    const { objective } = watchedObjective(watched(), asked);
    const reviewed = reviewPeriod(objective, period, nowMs);
    if (reviewed.endMs >= nowMs) {
      throw new NinesError('API_BAD_REQUEST', `the period ends at ${timeText(reviewed.endMs)} and is not over yet`);
    }
    const correlationId = this.#reviewId(objective, reviewed);
    const signed: SignOff = { ...spanOf(reviewed), by, note, at: timeText(nowMs) };
    const digest = createHash('sha256')
      .update(JSON.stringify([correlationId, by, note]))
      .digest('base64url');
    const { service, name: slo, target } = objective;
    await eventLog().append([
      {
        ...{ id: `${SIGNED_OFF}:${digest}`, type: SIGNED_OFF, source: 'server', subject: objectiveId(objective) },
        ...{ time: signed.at, correlationId, data: { ...signed, service, slo, target } },
      },
    ]);
    const known = await this.#signOffs(objective, reviewed);
    return known.find((each) => each.by === by && each.note === note) ?? signed;
  }

  async #signOffs(objective: Objective, reviewed: Interval): Promise<readonly SignOff[]> {
    const filter = { types: [SIGNED_OFF], correlationId: this.#reviewId(objective, reviewed) };
    const events = await this.#options.eventLog().read(0, MOST_SIGN_OFFS, filter);
    return events.flatMap(({ data }) => signOffSchema.safeParse(data).data ?? []);
  }

  #reviewId(objective: Objective, { startMs, endMs }: Interval): string {
    const platform = this.#options.watched()?.platform ?? '';
    return `slo.review:${platform}:${objectiveId(objective)}:${timeText(startMs)}/${timeText(endMs)}`;
  }
}
