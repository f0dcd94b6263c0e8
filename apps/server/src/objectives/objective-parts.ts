/** Everything about objectives, put together. */
import { ObjectiveAnswers } from './answers.ts';
import { Archive } from './archive.ts';
import { Credits } from './credits.ts';
import { Objectives } from './objectives.ts';
import type { ObjectivesOptions } from './objectives.ts';
import { Reviews } from './reviews.ts';
import type { ReviewsOptions } from './reviews.ts';

export interface ObjectivePartsOptions extends ObjectivesOptions {
  readonly eventLog: ReviewsOptions['eventLog'];
}

export interface ObjectiveParts {
  readonly objectives: Objectives;
  readonly answers: ObjectiveAnswers;
  readonly credits: Credits;
  readonly reviews: Reviews;
}

export function objectiveParts(options: ObjectivePartsOptions): ObjectiveParts {
  const { clock, eventLog, store, watched } = options;
  const objectives = new Objectives(options);
  const archive = new Archive({
    store: () => store(watched()?.platform ?? ''),
    newestOf: (objective) => objectives.newestOf(objective),
    untilMs: () => objectives.untilMs,
  });
  const credits = new Credits({ watched, archive, clock });
  return {
    objectives,
    answers: new ObjectiveAnswers({ watched, looked: () => objectives.looked, archive, clock }),
    credits,
    reviews: new Reviews({ watched, archive, credits, eventLog, clock }),
  };
}
