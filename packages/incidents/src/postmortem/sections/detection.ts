/** How it was found, and how it ended. */
import type { Incident, RecordedEvent } from '@nines/kernel';
import { DETECT_WITHIN_MS, RESTORE_WITHIN_MS } from '../../figures/figures.ts';
import { eventText } from '../event-text.ts';
import type { Facts } from '../facts.ts';
import { lengthText, relativeText } from '../moments.ts';
import { bullets, plain } from '../plain-text.ts';
import type { PostmortemSource } from '../postmortem-source.ts';
import { ofAlert, ofEvent } from '../references.ts';

/** What may have ended it, where a person did it. */
const DEEDS = /^incident\.(?:mitigated|resolved|task-done|noted)$/;
/** What may have ended it, and is done by people alone. */
const ORDERS = /^service\.(?:rolling|scaled|added)$/;
const MOST = 10;

export function detection({ incident: { mergedInto } }: PostmortemSource, facts: Facts): string {
  const { detectionMs, firstAlert, pages } = facts;
  const isKept = detectionMs <= DETECT_WITHIN_MS;
  const items = [
    firstAlert === undefined
      ? mergedInto === null
        ? 'No alert of it is recorded.'
        : `Its alerts are those of incident ${mergedInto}.`
      : `The alert ${plain(firstAlert.labels['alertname'] ?? 'without a name')} was the first (${ofAlert(firstAlert)}).`,
    `It was detected ${lengthText(detectionMs)} after the trouble began. Committed to: ${lengthText(DETECT_WITHIN_MS)}, ${kept(isKept)}.`,
    `Messages that asked people to come: ${pages.length}.`,
  ];
  return bullets(items);
}

export function resolution({ incident, timeline }: PostmortemSource, facts: Facts): string {
  const { startedAt } = incident;
  const isWithin = ({ time }: RecordedEvent): boolean =>
    Date.parse(time) >= Date.parse(startedAt) && Date.parse(time) <= facts.endMs + 1_000;
  const deeds = timeline.filter((event) => isWithin(event) && isDeed(event));
  const isOver = facts.isOver && incident.mergedInto === null;
  const items = [
    endText(incident),
    ...(deeds.length === 0 && isOver ? ['Nobody is recorded to have done anything: it healed by itself.'] : []),
    `Service was disturbed for ${lengthText(facts.downtimeMs)}. Committed to: ${lengthText(RESTORE_WITHIN_MS)}, ${restored(facts)}.`,
    ...deeds
      .slice(0, MOST)
      .map((event) => `${relativeText(event.time, startedAt)}: ${eventText(event)} (${ofEvent(event)})`),
  ];
  return bullets(items);
}

function endText({ mergedInto, resolvedAt, resolvedBy }: Incident): string {
  if (mergedInto !== null) return `It became a part of incident ${mergedInto}, which tells how it ended.`;
  if (resolvedAt === null) return 'It is not over.';
  const isByItself = resolvedBy === null || resolvedBy === 'nines';
  return `It ended because ${isByItself ? 'no alert of it fired any more' : `${plain(resolvedBy)} said so`}.`;
}

function isDeed({ data, type }: RecordedEvent): boolean {
  return ORDERS.test(type) || (DEEDS.test(type) && typeof data['by'] === 'string' && data['by'] !== 'nines');
}

function restored({ downtimeMs, isOver }: Facts): string {
  const isKept = downtimeMs <= RESTORE_WITHIN_MS;
  return isKept && !isOver ? 'which may still be kept' : kept(isKept);
}

function kept(isKept: boolean): string {
  return isKept ? 'which was kept' : 'which was **not** kept';
}
