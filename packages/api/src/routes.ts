/** Where what is found. */

/** Paths of the API, version 1. */
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
  incidents: '/api/v1/incidents',
  incident: '/api/v1/incidents/:number',
  timeline: '/api/v1/incidents/:number/timeline',
  incidentAlerts: '/api/v1/incidents/:number/alerts',
  messages: '/api/v1/incidents/:number/messages',
  postmortem: '/api/v1/incidents/:number/postmortem',
  acknowledge: '/api/v1/incidents/:number/acknowledge',
  unacknowledge: '/api/v1/incidents/:number/unacknowledge',
  mitigate: '/api/v1/incidents/:number/mitigate',
  resolve: '/api/v1/incidents/:number/resolve',
  reopen: '/api/v1/incidents/:number/reopen',
  severity: '/api/v1/incidents/:number/severity',
  roles: '/api/v1/incidents/:number/roles',
  notes: '/api/v1/incidents/:number/notes',
  tasks: '/api/v1/incidents/:number/tasks',
  taskDone: '/api/v1/incidents/:number/tasks/:id/done',
  links: '/api/v1/incidents/:number/links',
  merge: '/api/v1/incidents/:number/merge',
  split: '/api/v1/incidents/:number/split',
  actions: '/api/v1/actions',
  postmortems: '/api/v1/postmortems',
  incidentFigures: '/api/v1/incident-figures',
  why: '/api/v1/alerts/:alert/why',
  silences: '/api/v1/silences',
  silence: '/api/v1/silences/:id',
  intake: '/api/v1/intake/:name',
  heartbeat: '/api/v1/heartbeats/:name',
  notifyTest: '/api/v1/notify/test',
  chatSlack: '/api/v1/chat/slack',
  chatTelegram: '/api/v1/chat/telegram',
  session: '/api/v1/session',
  sessionLink: '/api/v1/session/link',
  users: '/api/v1/users',
  user: '/api/v1/users/:name',
  userLink: '/api/v1/users/:name/link',
  tokens: '/api/v1/tokens',
  token: '/api/v1/tokens/:id',
  audit: '/api/v1/audit',
  backup: '/api/v1/backup',
  restore: '/api/v1/restore',
} as const;

/** The page on which people log in. */
export const LOGIN_PATH = '/login';

/** Links with which to set a password are good for so long, ms. */
export const LINK_MS = 86_400_000;

/** The description of the API that programs read. */
export const OPENAPI_PATH = '/openapi.json';

/** A path with its parameters filled in: `pathTo('incident', { number: 7 })`. */
export function pathTo(route: keyof typeof API_PATHS, parameters: Readonly<Record<string, string | number>>): string {
  return API_PATHS[route].replaceAll(/:([a-z]+)/gi, (_, name: string) => encodeURIComponent(String(parameters[name])));
}
