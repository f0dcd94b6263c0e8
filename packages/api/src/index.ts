export { ALERT_STATES, alertListSchema } from './alerts.ts';
export type { AlertList, ListedAlert } from './alerts.ts';
export {
  eventPageSchema,
  eventsQuerySchema,
  eventStreamQuerySchema,
  LONGEST_PAGE,
  recordedEventSchema,
} from './events.ts';
export type { EventPage } from './events.ts';
export type { ApiSpan } from './moments.ts';
export {
  BUDGET_STATUSES,
  objectiveListSchema,
  objectiveParametersSchema,
  objectiveQuerySchema,
  objectiveSchema,
  spendingQuerySchema,
  spendingSchema,
} from './objectives.ts';
export type {
  ApiSpending,
  ListedObjective,
  ObjectiveDetails,
  ObjectiveList,
  ObjectiveParameters,
} from './objectives.ts';
export { API_ERROR_CODES, problemSchema } from './problem.ts';
export type { Problem } from './problem.ts';
export { reviewQuerySchema, reviewSchema, signOffRequestSchema, signOffSchema } from './review.ts';
export type { ApiReview, ReviewPeriod, SignOff, SignOffRequest } from './review.ts';
export { API_PATHS, OPENAPI_PATH } from './routes.ts';
export { signalsSchema } from './signals.ts';
export type { EdgeSignals, ServiceSignals, Signals, TrafficSignals } from './signals.ts';
export { slaQuerySchema, slaSchema } from './sla.ts';
export type { Sla } from './sla.ts';
export { statusSchema } from './status.ts';
export { alertNotificationSchema } from './webhook.ts';
export type { AlertNotification, NotifiedAlert } from './webhook.ts';
