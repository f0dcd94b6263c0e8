/** What decisions about incidents go by: the platform as its catalog describes it. */
import type { Catalog, NotifyRoute } from '@nines/catalog';
import { channelsOf } from '../routing/destinations.ts';
import { neededBy } from './needed-by.ts';

/** What is to be known of a service. */
export interface IncidentPlace {
  readonly tier: 1 | 2 | 3;
  readonly owner: string | null;
  /** Services that it needs, directly or by way of others, itself not included. */
  readonly needs: readonly string[];
}

export interface IncidentPolicy {
  /** Name of the platform. */
  readonly platform: string;
  /** By service. Others are known by their alerts only. */
  readonly places: ReadonlyMap<string, IncidentPlace>;
  /** An alert that comes back so soon is still the same trouble, ms. */
  readonly reopenWithinMs: number;
  readonly routes: readonly NotifyRoute[];
  /** All that can be told something: what was told is told no more where it is not among them. */
  readonly channels: ReadonlySet<string>;
  /** Services with an objective whose budget is exhausted. */
  readonly exhausted: ReadonlySet<string>;
  /** Destinations that edit what they were told, `slack` for all of Slack: only they are told of every little change. */
  readonly editing: ReadonlySet<string>;
}

/** @param exhausted - services with an objective whose budget is exhausted. Another set is another policy. */
export function policyOf(catalog: Catalog, exhausted: ReadonlySet<string> = new Set()): IncidentPolicy {
  const needs = neededBy(catalog);
  const { slack, telegram, routes } = catalog.notify;
  return {
    platform: catalog.name,
    places: new Map(
      catalog.services.map(({ name, tier, owner = null }) => [name, { tier, owner, needs: needs.get(name) ?? [] }]),
    ),
    reopenWithinMs: catalog.incidents.reopenWithinMs,
    routes,
    channels: new Set(channelsOf(catalog)),
    exhausted,
    editing: new Set([
      ...(slack?.token === undefined ? [] : ['slack']),
      ...(telegram === undefined ? [] : ['telegram']),
    ]),
  };
}
