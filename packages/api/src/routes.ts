/** Where what is found. */

/** Paths of the API, version 1. All read only, but for what Alertmanager tells, and what people sign. */
export const API_PATHS = {
  status: '/api/v1/status',
  events: '/api/v1/events',
  eventStream: '/api/v1/events/stream',
  signals: '/api/v1/signals',
  alerts: '/api/v1/alerts',
  alertmanager: '/api/v1/alertmanager',
  objectives: '/api/v1/objectives',
  objective: '/api/v1/objectives/:service/:name',
  spending: '/api/v1/objectives/:service/:name/spending',
  review: '/api/v1/objectives/:service/:name/review',
  signOff: '/api/v1/objectives/:service/:name/review/sign-off',
  sla: '/api/v1/sla',
} as const;

/** The description of the API that programs read. */
export const OPENAPI_PATH = '/openapi.json';
