/** What is left of incidents that became a part of another one, and what is told of that. */
import { mergedIncident } from './new-incident.ts';
import type { Draft } from './draft.ts';
import { eventOf, messageOf } from './step.ts';

export function concludeMerges(draft: Draft): void {
  for (const { incident: part, into, by } of draft.absorbed) {
    const incident = mergedIncident(part, into, draft.now, by);
    draft.record(incident);
    draft.events.push(eventOf(draft, incident, 'merged', { into, by }));
    const leads = draft.outages.get(into)?.leads ?? new Map<string, never>();
    for (const channel of part.told.filter((each) => draft.policy.channels.has(each))) {
      draft.messages.push(messageOf(draft, { incident, leads }, { channel, reason: 'merged', by: by ?? undefined }));
    }
  }
  for (const [number, { from, by }] of draft.splitOff) {
    const origin = draft.outages.get(from);
    if (origin === undefined) continue;
    const event = eventOf(draft, origin.incident, 'split', { into: number, by });
    draft.events.push({ ...event, id: `${event.id}/${number}` });
  }
}
