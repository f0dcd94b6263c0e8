/** Why a channel is told of an incident, or is not. */
import type { NotifyRoute } from '@nines/catalog';
import type { Incident } from '@nines/kernel';
import { destinationsOf, reasonsAgainst } from './destinations.ts';
import type { Routed } from './destinations.ts';

export interface ChannelFinding {
  readonly channel: string;
  readonly isTold: boolean;
  /** Why, as a sentence without a full stop. */
  readonly text: string;
}

/** Of every channel that a route leads to, or that was told; those of the routes in their order. */
export function explainRouting(
  incident: Routed & Pick<Incident, 'told' | 'status'>,
  routes: readonly NotifyRoute[],
): readonly ChannelFinding[] {
  const led = new Set(incident.status === 'resolved' ? [] : destinationsOf(incident, routes));
  const channels = new Set([...routes.flatMap(({ to }) => to), ...incident.told]);
  return [...channels].map((channel) => {
    const wasTold = incident.told.includes(channel);
    if (wasTold || led.has(channel)) return { channel, isTold: true, text: whyTold(incident, routes, channel) };
    return { channel, isTold: false, text: whyNot(incident, routes, channel) };
  });
}

function whyTold(incident: Routed, routes: readonly NotifyRoute[], channel: string): string {
  const leading = incident.isOfPlatform
    ? []
    : leadingTo(routes, channel).filter(({ route }) => applies(incident, route));
  const [first] = leading;
  if (first === undefined) return 'it was told before, and what follows is told there too';
  return `${first.name} leads there`;
}

function whyNot(incident: Routed, routes: readonly NotifyRoute[], channel: string): string {
  if (incident.isOfPlatform) return 'it is about Nines itself, of which Alertmanager tells directly';
  const against = leadingTo(routes, channel).map(({ name, route }) => {
    const reasons = reasonsAgainst(incident, route);
    return reasons.length === 0
      ? `${name} leads there, but only since it was over`
      : `${name} does not apply: ${reasons.join('; ')}`;
  });
  return against.join(', and ');
}

function leadingTo(
  routes: readonly NotifyRoute[],
  channel: string,
): readonly { readonly name: string; readonly route: NotifyRoute }[] {
  return routes.flatMap((route, index) => (route.to.includes(channel) ? [{ name: `route ${index + 1}`, route }] : []));
}

function applies(incident: Routed, route: NotifyRoute): boolean {
  return reasonsAgainst(incident, route).length === 0;
}
