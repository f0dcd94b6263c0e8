/** Answers about incidents, with the postmortems among them, put together. */
import type { EventLog } from '@nines/kernel';
import { IncidentAnswers } from './incident-answers.ts';
import type { IncidentAnswersOptions } from './incident-answers.ts';
import { Postmortems } from './postmortems.ts';
import type { PostmortemsOptions } from './postmortems.ts';
import { timelineOf } from './timeline.ts';

export interface AnswerPartsOptions extends PostmortemsOptions {
  readonly store: () => ReturnType<IncidentAnswersOptions['store']> & ReturnType<PostmortemsOptions['store']>;
  readonly eventLog: () => EventLog;
  readonly clock: IncidentAnswersOptions['clock'] & PostmortemsOptions['clock'];
}

export function answerParts(options: AnswerPartsOptions): IncidentAnswers {
  const { clock, eventLog, store } = options;
  const postmortems = new Postmortems(options);
  return new IncidentAnswers({
    store,
    timeline: (incident) => timelineOf(eventLog(), store().platform, incident, clock.now()),
    postmortem: (incident) => postmortems.draft(incident),
    clock,
  });
}
