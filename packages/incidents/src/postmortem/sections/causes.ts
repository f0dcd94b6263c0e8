/** What led to it, as far as records tell: hypotheses for those who know more. */
import type { RecordedEvent } from '@nines/kernel';
import { eventText } from '../event-text.ts';
import type { Facts } from '../facts.ts';
import { lengthText, msBetween } from '../moments.ts';
import { bullets, plain } from '../plain-text.ts';
import type { PostmortemSource } from '../postmortem-source.ts';
import { ofAlert, ofEvent } from '../references.ts';

/** Of each kind of evidence; the timeline has all of it. */
const MOST = 3;

export function rootCauses(source: PostmortemSource, { crashes }: Facts): string {
  const { alerts, incident } = source;
  const { root } = incident;
  if (root === null) return 'Not known: no alert named a service. **To be completed.**';
  const others = incident.services.filter((service) => service !== root.service);
  const dependants = others.filter((service) => needs(service, root.service, source));
  const unexplained = others.filter((service) => !dependants.includes(service));
  const own = alerts.filter(({ labels }) => labels['service'] === root.service).slice(0, MOST);
  const ended = crashes.filter(({ subject }) => serviceOf(subject) === root.service).slice(0, MOST);
  const items = [
    `Hypothesis, from the alerts: the trouble came from ${plain(root.service)} (${plain(root.alertname)}).`,
    ...named(dependants, 'Hypothesis, from the dependencies in the catalog: because of it, trouble reached'),
    ...named(unexplained, 'Not explained by dependencies, but at the same time there was trouble with'),
    ...own.map(
      (alert) =>
        `${plain(alert.annotations['summary'] ?? alert.labels['alertname'] ?? 'an alert')} (${ofAlert(alert)})`,
    ),
    ...ended.map((event) => `${eventText(event)} (${ofEvent(event)})`),
  ];
  return `${bullets(items)}\n\nWhy it could happen at all is not in the records. **To be completed.**`;
}

function named(services: readonly string[], text: string): readonly string[] {
  return services.length === 0 ? [] : [`${text} ${services.map(plain).join(', ')}.`];
}

export function trigger({ changes, incident }: PostmortemSource): string {
  if (incident.drill !== null) return `The drill ${plain(incident.drill)}.`;
  const last = changes.at(-1);
  if (last === undefined) {
    return 'Unknown: of what was affected, no roll-out, restart, scaling or changed configuration is recorded in the 24 hours before.';
  }
  const line = (event: RecordedEvent): string =>
    `${lengthText(msBetween(event.time, incident.startedAt))} before: ${eventText(event)} (${ofEvent(event)})`;
  const earlier = changes.slice(0, -1).slice(-MOST).toReversed();
  const caution = 'The last change before it stands first. That it came before does not say that it led to it.';
  return `${bullets([line(last), ...earlier.map(line)])}\n\n${caution}`;
}

/** Of a slot: `api-0` is one of `api`. */
export function serviceOf(subject: string): string {
  return subject.replace(/-\d+$/, '');
}

/** Whether one needs the other, directly or through others. */
function needs(service: string, dependency: string, { catalog }: PostmortemSource): boolean {
  const reached = new Set([service]);
  for (const from of reached) {
    for (const edge of catalog.edges) if (edge.from === from) reached.add(edge.to);
  }
  return reached.has(dependency);
}
