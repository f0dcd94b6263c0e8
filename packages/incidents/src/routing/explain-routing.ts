/** Why a channel is told of an incident, or is not. */
import type { NotifyRoute } from '@nines/catalog';
import type { Incident } from '@nines/kernel';
import { reasonsAgainst } from './destinations.ts';
import type { Routed } from './destinations.ts';

export interface ChannelFinding {
  readonly channel: string;
  readonly isTold: boolean;
  /** Why, as a sentence without a full stop. */
  readonly text: string;
}

type Explained = Routed & Pick<Incident, 'told' | 'status'>;

/**
 * Of every channel that a route leads to, or that was told; those of the routes in their order. Told is what a message
 * was decided for, wherever routes lead now.
 *
 * @param decided - channels that there are messages for
 */
export function explainRouting(
  incident: Explained,
  routes: readonly NotifyRoute[],
  decided: readonly string[],
): readonly ChannelFinding[] {
  const channels = new Set([...routes.flatMap(({ to }) => to), ...incident.told, ...decided]);
  return [...channels].map((channel) => {
    const isTold = incident.told.includes(channel) || decided.includes(channel);
    return { channel, isTold, text: (isTold ? whyTold : whyNot)(incident, routes, channel) };
  });
}

function whyTold(incident: Explained, routes: readonly NotifyRoute[], channel: string): string {
  const leading = incident.isOfPlatform
    ? []
    : leadingTo(routes, channel).filter(({ route }) => applies(incident, route));
  const [first] = leading;
  if (first !== undefined) return `${first.name} leads there`;
  const isLeft = incident.told.includes(channel);
  return isLeft
    ? 'it was told before, and what follows is told there too'
    : 'it was told before, but is not there any more';
}

function whyNot(incident: Explained, routes: readonly NotifyRoute[], channel: string): string {
  if (incident.isOfPlatform) return 'it is about Nines itself, of which Alertmanager tells directly';
  const against = leadingTo(routes, channel).map(({ name, route }) => {
    const reasons = reasonsAgainst(incident, route);
    if (reasons.length > 0) return `${name} does not apply: ${reasons.join('; ')}`;
    const isOver = incident.status === 'resolved';
    return `${name} leads there, but ${isOver ? 'only since it was over' : 'nothing was decided to be told there so far'}`;
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
