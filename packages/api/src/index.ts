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
export { API_ERROR_CODES, problemSchema } from './problem.ts';
export type { Problem } from './problem.ts';
export { API_PATHS, OPENAPI_PATH } from './routes.ts';
export { signalsSchema } from './signals.ts';
export type { EdgeSignals, ServiceSignals, Signals, TrafficSignals } from './signals.ts';
export { statusSchema } from './status.ts';
export { alertNotificationSchema } from './webhook.ts';
export type { AlertNotification, NotifiedAlert } from './webhook.ts';
