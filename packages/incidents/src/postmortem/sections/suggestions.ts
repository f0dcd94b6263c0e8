/** Actions that the records suggest, each specific and with an end. */
import { DETECT_WITHIN_MS, RESTORE_WITHIN_MS } from '../../figures/figures.ts';
import type { Facts } from '../facts.ts';
import { lengthText } from '../moments.ts';
import { plain } from '../plain-text.ts';
import type { PostmortemSource } from '../postmortem-source.ts';
import { serviceOf } from './causes.ts';
import { LATE_ACKNOWLEDGEMENT_MS } from './lessons.ts';
import { times } from './summary.ts';

type Suggestion = (source: PostmortemSource, facts: Facts) => string | undefined;

const SUGGESTIONS: readonly Suggestion[] = [
  ({ catalog, incident: { root } }, { down }) => {
    const service = catalog.services.find(({ name }) => name === root?.service);
    const isAlone = service?.replicas.min === 1 && service.kind === 'service' && down.includes(service.name);
    return isAlone
      ? `Run a second instance of ${plain(service.name)}, so that the loss of one is no outage`
      : undefined;
  },
  ({ incident: { root } }, { crashes }) => {
    const count = crashes.filter(({ subject }) => serviceOf(subject) === root?.service).length;
    if (root === null || count === 0) return undefined;
    return `Find out why ${plain(root.service)} ended unasked (${times(count)}), and write a test that shows it`;
  },
  (_source, { detectionMs, firstAlert }) => {
    if (detectionMs <= DETECT_WITHIN_MS) return undefined;
    const alert = plain(firstAlert?.labels['alertname'] ?? 'the first alert');
    return `Have it detected within ${lengthText(DETECT_WITHIN_MS)}: ${alert} took ${lengthText(detectionMs)}`;
  },
  ({ incident: { severity } }, { acknowledgementMs }) =>
    severity !== 4 && (acknowledgementMs ?? Infinity) > LATE_ACKNOWLEDGEMENT_MS
      ? 'Look at who is told of this severity and when, so that somebody takes it on sooner'
      : undefined,
  (_source, { downtimeMs }) =>
    downtimeMs > RESTORE_WITHIN_MS ? 'Write down in the runbook what ended it, and automate the first step' : undefined,
  (_source, { lost }) => {
    const channels = [...new Set(lost.map(({ channel }) => channel))];
    return channels.length === 0 ? undefined : `Repair what could not be told: ${channels.map(plain).join(', ')}`;
  },
  ({ incident: { reopenings } }) =>
    reopenings > 0 ? 'Find out why it came back after it seemed to be over' : undefined,
  ({ alerts, incident: { root } }) => {
    const hasRunbook = alerts.some(({ annotations }) => (annotations['runbook_url'] ?? '') !== '');
    return root === null || hasRunbook ? undefined : `Write a runbook for ${plain(root.alertname)}`;
  },
];

/** Markdown. */
export function suggestions(source: PostmortemSource, facts: Facts): readonly string[] {
  return SUGGESTIONS.flatMap((suggestion) => suggestion(source, facts) ?? []);
}
