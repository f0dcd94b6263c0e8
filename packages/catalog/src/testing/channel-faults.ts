/** Faults of who is told of incidents, and of where alerts of others come in. */
import { inService, inServices } from './fault-example.ts';
import type { FaultExample } from './fault-example.ts';

const SECRETS = 'secrets: { T: { generate: 32 } }\n';
const TOKEN = 'token: { secret: T }';

const inNotify = (lines: string): string => `${SECRETS}notify:\n  ${lines}\n${inService('')}`;
const inIncidents = (lines: string): string => `${SECRETS}incidents:\n  ${lines}\n${inService('')}`;
const withSlack = (lines: string): string => inNotify(`slack: { channel: "#sre", ${TOKEN} }\n  ${lines}`);
const intake = (rest: string): string => inIncidents(`intakes: [{ name: ci, ${TOKEN}, ${rest} }]`);
const NAMED = 'map: { alertname: name, status: state }';

/** Two platforms in one: a batch job of tier 3 that nothing else has to do with. */
const routes = (lines: string): string =>
  `${SECRETS}notify:\n  pagerduty: { routingKey: { secret: T } }\n  routes:\n    ${lines}\n` +
  inServices(
    '  web: { run: a, port: 8001, tier: 1, owner: team-web }\n  batch: { run: b, tier: 3, owner: team-batch }\n',
  );

export const CHANNEL_FAULTS: readonly FaultExample[] = [
  {
    code: 'CATALOG_ONE_CHOICE',
    text: inNotify('slack: ▶{ channel: "#sre" }').replace(SECRETS, ''),
    says: 'webhookUrl',
  },
  {
    code: 'CATALOG_ONE_CHOICE',
    text: withSlack('').replace('{ channel', '▶{ webhookUrl: { secret: T }, channel'),
    says: 'token and webhookUrl',
  },
  {
    code: 'CATALOG_PLAIN_CREDENTIALS',
    text: inNotify('webhooks: [{ name: a, url: ▶"http://me:pw@a/" }]').replace(SECRETS, ''),
    says: 'notify.webhooks[0].url',
  },
  { code: 'CATALOG_MISSING_KEY', text: inNotify(`▶slack: { ${TOKEN} }`), says: 'no channel' },
  {
    code: 'CATALOG_KEY_NOT_ALLOWED',
    text: inNotify('slack: { webhookUrl: { secret: T }, ▶signingSecret: { secret: T } }'),
    says: 'no buttons',
  },
  { code: 'CATALOG_MISSING_KEY', text: inNotify('▶pagerduty: {}').replace(SECRETS, ''), says: 'routingKey' },
  {
    code: 'CATALOG_KEY_NOT_ALLOWED',
    text: inNotify('webhooks: [{ name: a, url: "http://a", receives: all, ▶secret: { secret: T } }]'),
    says: 'receives: incidents',
  },
  {
    code: 'CATALOG_WRONG_TYPE',
    text: inNotify('webhooks: [{ name: a, url: "http://a", receives: incidents, secret: ▶T }]').replace(SECRETS, ''),
    says: '`secret`',
  },
  ...['telegram: { chat: ▶"@sre", token: { secret: T } }', 'slack: { channel: "#a", webhookUrl: ▶"https://a" }'].map(
    (section) => ({ code: 'CATALOG_WRONG_TYPE', text: inNotify(section), says: 'must be' }),
  ),
  {
    code: 'CATALOG_SECRET_UNPROVIDED',
    text: inNotify('pagerduty: { routingKey: { secret: ▶U } }').replace(SECRETS, ''),
    says: 'the environment variable U',
  },
  ...[
    ['▶slac', 'did you mean `slack`?'],
    ['▶telegram:sre', 'did you mean `telegram`?'],
    ['▶email', 'add `notify.email`'],
    ['▶pagerduty', 'add `notify.pagerduty`'],
    ['▶"telegram:-1001"', 'TELEGRAM_TOKEN and TELEGRAM_CHAT_ID'],
    ['▶webhook:tickets', 'there is none'],
  ].map(([to = '', says = '']) => ({
    code: 'CATALOG_UNKNOWN_DESTINATION',
    text: withSlack(`routes: [{ to: [${to}] }]`),
    says,
  })),
  {
    code: 'CATALOG_UNKNOWN_DESTINATION',
    text: inNotify('routes: [{ to: [▶slack] }]').replace(SECRETS, ''),
    says: 'SLACK_WEBHOOK_URL',
  },
  {
    code: 'CATALOG_UNKNOWN_DESTINATION',
    text: withSlack(
      'webhooks: [{ name: tickets, url: "http://a", receives: incidents }]\n  routes: [{ to: [webhook:tickets, ▶webhook:ticket] }]',
    ),
    says: 'did you mean `tickets`?',
  },
  {
    code: 'CATALOG_DESTINATION_NOT_FIT',
    text: withSlack('webhooks: [{ name: a, url: "http://a", receives: all }]\n  routes: [{ to: [▶webhook:a] }]'),
    says: 'receives: incidents',
  },
  {
    code: 'CATALOG_DESTINATION_NOT_FIT',
    text: inNotify('slack: { webhookUrl: { secret: T } }\n  routes: [{ to: [▶"slack:#web"] }]'),
    says: 'one channel',
  },
  { code: 'CATALOG_DUPLICATE_NAME', text: withSlack('routes: [{ to: [slack, ▶slack] }]'), says: 'once is enough' },
  { code: 'CATALOG_BAD_VALUE', text: withSlack('routes: [{ severities: [▶5], to: [slack] }]'), says: '`1`, `2`' },
  { code: 'CATALOG_WRONG_TYPE', text: withSlack('routes: [{ severities: ▶1, to: [slack] }]'), says: 'a list' },
  { code: 'CATALOG_BAD_VALUE', text: withSlack('routes: [{ to: ▶[] }]'), says: 'at least one channel' },
  { code: 'CATALOG_MISSING_KEY', text: withSlack('routes: [▶severities: [1]]'), says: 'notify.routes[0].to' },
  {
    code: 'CATALOG_UNKNOWN_OWNER',
    text: routes('- { owners: [▶team-wep], to: [pagerduty] }'),
    says: 'did you mean `team-web`?',
  },
  {
    code: 'CATALOG_ROUTE_UNMATCHED',
    text: routes('- { severities: ▶[1, 2], owners: [team-batch], to: [pagerduty] }'),
    says: 'of severity 3',
  },
  {
    code: 'CATALOG_ROUTE_UNMATCHED',
    text: `monitoring: { enabled: false }\n${withSlack('routes: ▶[{ to: [slack] }]')}`,
    says: 'monitoring is disabled',
  },
  {
    code: 'CATALOG_CHANNEL_UNUSED',
    text: withSlack(
      'routes: [{ to: [slack] }]\n  webhooks: [▶{ name: tickets, url: "http://a", receives: incidents }]',
    ),
    says: 'webhook:tickets',
  },
  ...[
    [{ TELEGRAM_TOKEN: 'a' }, 'TELEGRAM_CHAT_ID is not'],
    [{ TELEGRAM_CHAT_ID: '1' }, 'TELEGRAM_TOKEN is not'],
    [{ TELEGRAM_TOKEN: 'a', TELEGRAM_CHAT_ID: '@sre' }, 'is no number'],
    [{ SLACK_WEBHOOK_URL: 'hooks.slack.com/services/x' }, 'is no URL'],
  ].map(([variables, says]) => ({
    code: 'CATALOG_CHANNEL_INCOMPLETE',
    text: `▶${inService('')}`,
    machine: { variables: variables as Readonly<Record<string, string>> },
    says: says as string,
  })),
  {
    code: 'CATALOG_SECRET_UNPROVIDED',
    text: intake(NAMED).replace(SECRETS, '').replace(': T }', ': ▶T }'),
    says: 'the secret T',
  },
  { code: 'CATALOG_BAD_VALUE', text: intake(NAMED).replace('name: ci', 'name: ▶Ci'), says: 'DNS label such as `ci`' },
  { code: 'CATALOG_MISSING_KEY', text: inIncidents('intakes: [▶name: ci]').replace(SECRETS, ''), says: 'token' },
  { code: 'CATALOG_UNKNOWN_KEY', text: intake('map: { alertname: a, status: b, ▶sumary: c }'), says: '`summary`' },
  { code: 'CATALOG_BAD_VALUE', text: intake('map: { alertname: a, status: ▶"b..c" }'), says: '`build.name`' },
  { code: 'CATALOG_UNKNOWN_SERVICE', text: intake(`${NAMED}, defaults: { service: ▶apo }`), says: '`api`' },
  {
    code: 'CATALOG_MISSING_KEY',
    text: intake('map: { status: b }').replace('{ name: ci', '▶{ name: ci'),
    says: 'no alertname',
  },
  {
    code: 'CATALOG_INTAKE_ENDLESS',
    text: intake('map: { alertname: b }').replace('{ name: ci', '▶{ name: ci'),
    says: 'never end',
  },
  {
    code: 'CATALOG_DUPLICATE_NAME',
    text: inIncidents(`intakes: [{ name: ci, ${TOKEN}, ${NAMED} }, { name: ▶ci, ${TOKEN}, ${NAMED} }]`),
    says: 'ci is there twice',
  },
  {
    code: 'CATALOG_DUPLICATE_NAME',
    text: inIncidents(`heartbeats: [{ name: b, ${TOKEN}, every: 1h }, { name: ▶b, ${TOKEN}, every: 1h }]`),
    says: 'b is there twice',
  },
  ...['▶1s', '▶367d', '▶daily'].map((every) => ({
    code: 'CATALOG_BAD_VALUE',
    text: inIncidents(`heartbeats: [{ name: b, ${TOKEN}, every: ${every} }]`),
    says: 'from 10s to 366d',
  })),
  {
    code: 'CATALOG_UNKNOWN_SERVICE',
    text: inIncidents(`heartbeats: [{ name: b, ${TOKEN}, every: 7d, service: ▶apo }]`),
    says: '`api`',
  },
  { code: 'CATALOG_BAD_VALUE', text: inIncidents('reopenWithin: ▶never').replace(SECRETS, ''), says: 'a duration' },
];
