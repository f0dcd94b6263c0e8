/** What went well, what went wrong, and where it was luck: as far as facts tell. */
import { DETECT_WITHIN_MS, RESTORE_WITHIN_MS } from '../../figures/figures.ts';
import type { Facts } from '../facts.ts';
import { lengthText } from '../moments.ts';
import { bullets, plain } from '../plain-text.ts';
import type { PostmortemSource } from '../postmortem-source.ts';
import { ofMessage, ofObjective } from '../references.ts';
import { percentage } from './impact.ts';
import { times } from './summary.ts';

/** Nobody promised it; later than this is worth a word. */
export const LATE_ACKNOWLEDGEMENT_MS = 300_000;
/** Shares of a period's budget. */
const NEARLY_SPENT = 0.25;
const MUCH_AT_ONCE = 0.25;

/** Markdown; undefined or empty where it does not apply. */
type Lesson = (source: PostmortemSource, facts: Facts) => string | readonly string[] | undefined;

const WELL: readonly Lesson[] = [
  (_source, { detectionMs }) =>
    detectionMs <= DETECT_WITHIN_MS ? `It was detected in ${lengthText(detectionMs)}.` : undefined,
  (_source, { acknowledgementMs }) =>
    acknowledgementMs !== null && acknowledgementMs <= LATE_ACKNOWLEDGEMENT_MS
      ? `It was acknowledged ${lengthText(acknowledgementMs)} after that.`
      : undefined,
  (_source, { downtimeMs, isOver }) =>
    isOver && downtimeMs <= RESTORE_WITHIN_MS
      ? `Service was restored within ${lengthText(RESTORE_WITHIN_MS)}.`
      : undefined,
  ({ incident: { resolvedBy } }, { isOver }) =>
    isOver && resolvedBy === 'nines' ? 'Its end was noticed without anybody having to say so.' : undefined,
  ({ messages }, { lost, retried }) =>
    messages.length > 0 && messages.every(({ sentAt }) => sentAt !== null) && lost.length + retried.length === 0
      ? `Every message about it (${messages.length}) went out at the first try.`
      : undefined,
  ({ incident: { alertCount } }, { pages }) =>
    alertCount > 1 && pages.length > 0 && pages.length === channelsOf(pages)
      ? `${alertCount} alerts were one incident: each channel was asked to come once.`
      : undefined,
  ({ incident: { roles } }) =>
    roles.commander === undefined ? undefined : `There was a commander: ${plain(roles.commander)}.`,
];

const WRONG: readonly Lesson[] = [
  (_source, { detectionMs }) =>
    detectionMs > DETECT_WITHIN_MS ? `It took ${lengthText(detectionMs)} to detect it.` : undefined,
  ({ incident: { severity } }, { acknowledgementMs }) => {
    if (severity === 4) return undefined;
    if (acknowledgementMs === null) return 'Nobody acknowledged it.';
    return acknowledgementMs > LATE_ACKNOWLEDGEMENT_MS
      ? `It was acknowledged late, after ${lengthText(acknowledgementMs)}.`
      : undefined;
  },
  (_source, { downtimeMs }) =>
    downtimeMs > RESTORE_WITHIN_MS ? `Service was disturbed for ${lengthText(downtimeMs)}.` : undefined,
  ({ incident: { reopenings } }) =>
    reopenings > 0 ? `It came back ${times(reopenings)} after it seemed to be over.` : undefined,
  (_source, { pages }) =>
    pages.length > channelsOf(pages)
      ? `People were asked to come ${times(pages.length)}, on channels: ${channelsOf(pages)}.`
      : undefined,
  ({ incident }, { lost }) =>
    lost.map(
      (message) =>
        `${plain(message.channel)} was never told: ${plain(message.failure ?? message.state)} (${ofMessage(message, incident)}).`,
    ),
  ({ objectives }) =>
    (objectives ?? [])
      .filter(({ remainingRatio }) => remainingRatio !== null && remainingRatio <= 0)
      .map((objective) => `The error budget of ${ofObjective(objective)} is exhausted.`),
];

const LUCKY: readonly Lesson[] = [
  ({ objectives }) =>
    (objectives ?? []).flatMap((objective) => {
      const left = objective.remainingRatio ?? 1;
      if (left <= 0 || left >= NEARLY_SPENT) return [];
      return [`Of the error budget of ${ofObjective(objective)} only ${percentage(left)} are left.`];
    }),
  ({ incident: { impact } }) =>
    (impact?.budgets ?? [])
      .filter(({ spentRatio }) => spentRatio >= MUCH_AT_ONCE && spentRatio < 1)
      .map(
        (budget) => `It spent ${percentage(budget.spentRatio)} of the error budget of ${ofObjective(budget)} at once.`,
      ),
  (source, { down }) =>
    oneLeft(source)
      .filter((service) => !down.includes(service))
      .map((service) => `${plain(service)} was one instance away from having none.`),
  ({ incident: { impact } }, { down }) => {
    if (down.length === 0 || impact?.failedRequests !== 0) return undefined;
    const names = down.map(plain).join(', ');
    return impact.totalRequests === 0
      ? `Nobody asked for anything while no instance of ${names} was ready.`
      : `No request failed while no instance of ${names} was ready.`;
  },
  ({ incident }, { retried }) =>
    retried.map(
      (message) =>
        `${plain(message.channel)} was reached at attempt ${message.attempts} only, or not yet (${ofMessage(message, incident)}).`,
    ),
];

/** All three sections, in their order, as title and text. */
export function lessons(source: PostmortemSource, facts: Facts): readonly (readonly [title: string, text: string])[] {
  const of = (all: readonly Lesson[]): string => {
    const items = all.flatMap((lesson) => lesson(source, facts) ?? []);
    return bullets(items.length === 0 ? ['Nothing that the records show. **To be completed.**'] : items);
  };
  return [
    ['What went well', of(WELL)],
    ['What went wrong', of(WRONG)],
    ['Where we were lucky', of(LUCKY)],
  ];
}

function channelsOf(messages: Facts['pages']): number {
  return new Set(messages.map(({ channel }) => channel)).size;
}

/** Affected services of several instances of which, as was measured, just one was ready at some time. */
function oneLeft({ catalog, charts, incident }: PostmortemSource): readonly string[] {
  const ready = charts?.find(({ name }) => name === 'ready-instances')?.lines ?? [];
  return ready
    .filter(({ label, points }) => {
      const service = catalog.services.find(({ name }) => name === label);
      const lowest = points.reduce((least, { value }) => Math.min(least, value), Infinity);
      return incident.services.includes(label) && (service?.replicas.min ?? 1) > 1 && lowest === 1;
    })
    .map(({ label }) => label);
}
