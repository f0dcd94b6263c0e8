/** Who is told of incidents, in a line for people. */
import type { Catalog, Notify, SecretReference } from '@nines/catalog';
import { parseDestination } from '@nines/catalog';
import type { Variables } from './variables.ts';

/** Nothing where nobody watches: then there are no incidents. Never says a value. */
export function toldChannels(catalog: Catalog, variables: Pick<Variables, 'fromFile'>): string | undefined {
  if (!catalog.monitoring.enabled) return undefined;
  const destinations = new Set(catalog.notify.routes.flatMap(({ to }) => to));
  if (destinations.size === 0) {
    const remedy = hasChannels(catalog.notify) ? 'no route leads anywhere' : 'set SLACK_WEBHOOK_URL, or see `notify`';
    return `incidents are kept, and nobody is told of them: ${remedy}`;
  }
  const shown = [...destinations].map((destination) => withOrigins(destination, catalog, variables));
  return `incidents are told to ${shown.join(', ')}`;
}

function hasChannels({ slack, telegram, email, pagerduty, webhooks }: Notify): boolean {
  const isToldOfIncidents = webhooks.some(({ receives }) => receives === 'incidents');
  return isToldOfIncidents || [slack, telegram, email, pagerduty].some((channel) => channel !== undefined);
}

/** `slack (SLACK_WEBHOOK_URL from .env)` */
function withOrigins(destination: string, catalog: Catalog, variables: Pick<Variables, 'fromFile'>): string {
  const origins = secretsOf(destination, catalog.notify).map((name) => originOf(name, catalog, variables));
  return origins.length === 0 ? destination : `${destination} (${origins.join(', ')})`;
}

/** What a message there cannot do without. */
function secretsOf(text: string, { slack, telegram, email, pagerduty, webhooks }: Notify): readonly string[] {
  const destination = parseDestination(text);
  if (destination === undefined) return [];
  const needed = {
    slack: () => [slack?.token ?? slack?.webhookUrl],
    telegram: () => [telegram?.token],
    email: () => [email?.password],
    pagerduty: () => [pagerduty?.routingKey],
    webhook: () => {
      const webhook = webhooks.find(({ name }) => destination.kind === 'webhook' && name === destination.name);
      return [webhook?.url, webhook?.secret];
    },
  } as const satisfies Record<typeof destination.kind, () => readonly (string | SecretReference | undefined)[]>;
  return needed[destination.kind]().flatMap((value) => (typeof value === 'object' ? [value.secret] : []));
}

function originOf(name: string, { secrets }: Catalog, { fromFile }: Pick<Variables, 'fromFile'>): string {
  const source = secrets.find((secret) => secret.name === name)?.source;
  if (source?.kind === 'file') return `${name} from ${source.path}`;
  if (source?.kind !== 'env') return name;
  return `${source.variable} from ${fromFile.has(source.variable) ? '.env' : 'the environment'}`;
}
