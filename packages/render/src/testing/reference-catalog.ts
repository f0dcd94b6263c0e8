/** The catalog of the repository's own nines.yaml, on a machine that has everything. */
import { fileURLToPath } from 'node:url';
import { readCatalog } from '@nines/catalog';
import type { Catalog, MuteTime, Notify } from '@nines/catalog';

const FILE = fileURLToPath(new URL('../../../../nines.yaml', import.meta.url));

export async function referenceCatalog(): Promise<Catalog> {
  const { catalog, diagnostics } = await readCatalog(FILE, {
    commandExists: () => true,
    directoryExists: () => true,
    filesMatching: () => [],
    readText: () => ({ text: '' }),
    productRunbooks: '/nines/runbooks',
    fileExists: () => true,
    variable: () => undefined,
  });
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}

/** One of each way to tell somebody. Secrets that are URLs have names that end with `_URL`. */
export const EVERY_RECEIVER: Notify = {
  heartbeat: { url: { secret: 'HEARTBEAT_URL' }, periodMs: 60_000 },
  slack: { channel: '#sre', token: { secret: 'SLACK_TOKEN' }, api: 'https://slack.com/api' },
  telegram: { chat: -1001, token: { secret: 'TELEGRAM_TOKEN' }, api: 'https://api.telegram.org' },
  email: {
    to: ['ana@example.test', 'ben@example.test'],
    from: 'nines@example.test',
    smarthost: 'mail.example.test:587',
    username: 'nines',
    password: { secret: 'MAIL_PASSWORD' },
    requireTls: true,
  },
  pagerduty: { routingKey: { secret: 'PAGERDUTY_KEY' }, api: 'https://events.pagerduty.com' },
  webhooks: [
    { name: 'archive', url: 'http://127.0.0.1:9/archive', receives: 'all' },
    { name: 'pager', url: { secret: 'PAGER_URL' }, receives: 'platform' },
    { name: 'tickets', url: { secret: 'TICKETS_URL' }, receives: 'incidents', secret: { secret: 'TICKETS_KEY' } },
  ],
  routes: [{ severities: [1, 2, 3, 4], drills: false, to: ['slack', 'webhook:tickets'] }],
};

export const NIGHTS_OF_WEB: MuteTime = {
  name: 'nights',
  timezone: 'Europe/Berlin',
  days: ['monday', 'sunday'],
  from: '22:00',
  to: '06:00',
  severities: ['warning'],
  owners: ['team-web'],
};

export const SATURDAYS: MuteTime = {
  name: 'saturdays',
  timezone: 'UTC',
  days: ['saturday'],
  from: '00:00',
  to: '24:00',
  severities: ['warning', 'info'],
};

/** Values that look like what they stand for. */
export function testSecret(name: string): string {
  return name.endsWith('_URL') ? `https://example.test/${name}` : `value of ${name}`;
}

export function withMonitoring(catalog: Catalog, notify: Notify, mute: readonly MuteTime[]): Catalog {
  return { ...catalog, notify, monitoring: { ...catalog.monitoring, mute } };
}
