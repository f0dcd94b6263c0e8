export { BACKUP_LACKS, restoredSchema, restoreQuerySchema } from './backup.ts';
export type { ApiRestored } from './backup.ts';
export {
  auditQuerySchema,
  createdTokenSchema,
  CSRF_HEADER,
  linkLoginSchema,
  loginSchema,
  newTokenSchema,
  newUserSchema,
  SHORTEST_PASSWORD,
  TOKEN_PREFIX,
  tokenListSchema,
  tokenParametersSchema,
  tokenSchema,
  userChangeSchema,
  userLinkSchema,
  userListSchema,
  userParametersSchema,
  userSchema,
  whoSchema,
} from './accounts.ts';
export type { ApiToken, ApiUser, LinkLogin, Login, NewApiToken, UserLink, Who } from './accounts.ts';
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
export { LONGEST_FINGERPRINT } from './fingerprints.ts';
export {
  idempotencyHeadersSchema,
  linkCommandSchema,
  mergeCommandSchema,
  noteCommandSchema,
  plainCommandSchema,
  roleCommandSchema,
  severityCommandSchema,
  splitCommandSchema,
  taskCommandSchema,
  taskParametersSchema,
} from './incident-commands.ts';
export {
  actionListSchema,
  incidentFiguresQuerySchema,
  incidentFiguresSchema,
  owedPostmortemListSchema,
} from './incident-figures.ts';
export type {
  ActionList,
  ApiAction,
  ApiFigures,
  ApiGroupedFigures,
  ApiIncidentFigures,
  ApiOwedPostmortem,
  OwedPostmortemList,
} from './incident-figures.ts';
export {
  incidentAlertsSchema,
  incidentListSchema,
  incidentParametersSchema,
  incidentSchema,
  incidentsQuerySchema,
  postmortemSchema,
  timelineSchema,
} from './incidents.ts';
export type { ApiIncident, ApiPostmortem, IncidentList, IncidentsQuery, Timeline } from './incidents.ts';
export { intakeAnswerSchema, intakeDocumentSchema, intakeParametersSchema } from './intake.ts';
export { messageListSchema, notifyTestListSchema, notifyTestQuerySchema, notifyTestSchema } from './messages.ts';
export type { ApiMessage, MessageList, NotifyTestList } from './messages.ts';
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
export { API_PATHS, LINK_MS, LOGIN_PATH, OPENAPI_PATH, pathTo } from './routes.ts';
export { signalsSchema } from './signals.ts';
export type { EdgeSignals, ServiceSignals, Signals, TrafficSignals } from './signals.ts';
export { createdSilenceSchema, silenceListSchema, silenceParametersSchema, silenceRequestSchema } from './silences.ts';
export type { Matcher, Silence, SilenceList, SilenceRequest } from './silences.ts';
export { slaQuerySchema, slaSchema } from './sla.ts';
export type { Sla } from './sla.ts';
export { statusSchema } from './status.ts';
export { alertNotificationSchema } from './webhook.ts';
export type { AlertNotification, NotifiedAlert } from './webhook.ts';
export { whyParametersSchema, whyQuerySchema, whySchema } from './why.ts';
export type { Why } from './why.ts';
