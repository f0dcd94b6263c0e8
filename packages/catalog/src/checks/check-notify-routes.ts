/** Routes: they lead somewhere, to those who can be told of incidents, and some incident can take them. */
import { parseDestination } from '../destination.ts';
import type { Destination } from '../destination.ts';
import { reportAt, reportAtKey, suggestName } from '../inspection.ts';
import type { Check, Inspection } from '../inspection.ts';
import type { SourcePath } from '../source/node.ts';
import { worstSeverities } from './worst-severities.ts';

const ROUTES = ['notify', 'routes'];

export const checkNotifyRoutes: Check = (inspection) => {
  const { routes = [] } = inspection.platform.notify;
  const owners = knownOwners(inspection);
  routes.forEach(({ to, owners: wanted = [] }, index) => {
    to.forEach((destination, position) => {
      checkDestination(inspection, [...ROUTES, index, 'to', position], destination);
    });
    checkOnce(inspection, [...ROUTES, index, 'to'], to);
    checkOnce(inspection, [...ROUTES, index, 'owners'], wanted);
    wanted.forEach((owner, position) => {
      if (owners?.has(owner) !== false) return;
      const hint = suggestName(owner, owners);
      const path = [...ROUTES, index, 'owners', position];
      reportAt(inspection, 'CATALOG_UNKNOWN_OWNER', path, `no service is of ${owner}`, { hint });
    });
  });
  if (owners === undefined || routes.length === 0) return;
  checkReach(inspection, owners);
  checkLedTo(inspection);
};

/** Undefined where a misshapen service might be of anybody. */
function knownOwners({ document, catalog }: Inspection): ReadonlySet<string> | undefined {
  if (!document.isIntact(['services'])) return undefined;
  return new Set(catalog.services.flatMap(({ owner }) => owner ?? []));
}

function checkOnce(inspection: Inspection, path: SourcePath, list: readonly string[]): void {
  list.forEach((name, position) => {
    if (list.indexOf(name) === position) return;
    const message = `${name} is listed twice`;
    reportAt(inspection, 'CATALOG_DUPLICATE_NAME', [...path, position], message, { hint: 'once is enough' });
  });
}

const HOW_TO_REACH = {
  slack: 'add `notify.slack`, or set SLACK_WEBHOOK_URL',
  telegram: 'add `notify.telegram`, or set TELEGRAM_TOKEN and TELEGRAM_CHAT_ID',
  email: 'add `notify.email`',
  pagerduty: 'add `notify.pagerduty`',
} as const;

function checkDestination(inspection: Inspection, path: SourcePath, text: string): void {
  const { notify } = inspection.catalog;
  const destination = parseDestination(text);
  if (destination === undefined) {
    const kinds = [...Object.keys(HOW_TO_REACH), ...notify.webhooks.map(({ name }) => `webhook:${name}`)];
    const hint = suggestName(text, kinds);
    reportAt(inspection, 'CATALOG_UNKNOWN_DESTINATION', path, `${text} is no channel`, { hint });
  } else if (destination.kind === 'webhook') checkWebhook(inspection, path, destination.name);
  else checkSection(inspection, path, destination);
}

function checkSection(
  inspection: Inspection,
  path: SourcePath,
  destination: Exclude<Destination, { readonly kind: 'webhook' }>,
): void {
  const { kind } = destination;
  const { notify } = inspection.catalog;
  if (!inspection.document.isIntact(['notify', kind])) return;
  if (notify[kind] === undefined) {
    const hint = HOW_TO_REACH[kind];
    reportAt(inspection, 'CATALOG_UNKNOWN_DESTINATION', path, `nothing says how ${kind} is reached`, { hint });
  } else if (destination.kind === 'slack' && destination.channel !== undefined && notify.slack?.token === undefined) {
    const message = `a webhook URL of Slack leads to one channel, not to ${destination.channel}`;
    const hint = 'say `slack`, or give `notify.slack` a token';
    reportAt(inspection, 'CATALOG_DESTINATION_NOT_FIT', path, message, { hint });
  }
}

function checkWebhook(inspection: Inspection, path: SourcePath, name: string): void {
  if (!inspection.document.isIntact(['notify', 'webhooks'])) return;
  const { webhooks } = inspection.catalog.notify;
  const webhook = webhooks.find((candidate) => candidate.name === name);
  if (webhook === undefined) {
    const fit = webhooks.filter(({ receives }) => receives === 'incidents');
    const hint = suggestName(name, fit.map((each) => each.name)); // prettier-ignore
    reportAt(inspection, 'CATALOG_UNKNOWN_DESTINATION', path, `there is no webhook ${name}`, { hint });
  } else if (webhook.receives !== 'incidents') {
    const message = `${name} gets alerts as Alertmanager sends them, no incidents`;
    const hint = 'give it `receives: incidents`, or add another one that has it';
    reportAt(inspection, 'CATALOG_DESTINATION_NOT_FIT', path, message, { hint });
  }
}

/** A person may give any severity to an incident: what no rule gives is worth a remark, not more. */
function checkReach(inspection: Inspection, owners: ReadonlySet<string>): void {
  const { catalog } = inspection;
  if (!catalog.monitoring.enabled) {
    const message = 'no incident is ever found: monitoring is disabled';
    const hint = 'enable it, or remove the routes';
    reportAt(inspection, 'CATALOG_ROUTE_UNMATCHED', ROUTES, message, { severity: 'warning', hint });
    return;
  }
  const worst = worstSeverities(catalog);
  const worstOf = (owner: string | undefined): number => worst.get(owner) ?? 4;
  catalog.notify.routes.forEach(({ severities, owners: wanted }, index) => {
    if (wanted?.every((owner) => owners.has(owner)) === false) return;
    const reachable = wanted === undefined ? worstOf(undefined) : Math.min(...wanted.map(worstOf));
    if (severities.some((severity) => severity >= reachable)) return;
    const message = `no incident takes this route by itself: the worst that can happen there is of severity ${reachable}`;
    const hint = 'add that severity, or give a service a lower `tier`';
    const path = [...ROUTES, index, 'severities'];
    reportAt(inspection, 'CATALOG_ROUTE_UNMATCHED', path, message, { severity: 'warning', hint });
  });
}

function checkLedTo(inspection: Inspection): void {
  const { webhooks, routes } = inspection.catalog.notify;
  const told = new Set(routes.flatMap(({ to }) => to));
  webhooks.forEach(({ name, receives }, index) => {
    if (receives !== 'incidents' || told.has(`webhook:${name}`)) return;
    const message = `${name} is told of nothing: no route leads to webhook:${name}`;
    const hint = `add it to \`to\` of a route, or remove \`routes\`: then all channels are told`;
    const path = ['notify', 'webhooks', index];
    reportAtKey(inspection, 'CATALOG_CHANNEL_UNUSED', path, message, { severity: 'warning', hint });
  });
}
