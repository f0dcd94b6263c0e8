/** What the records say of an incident, computed once for all sections. */
import { LOUD_REASONS } from '@nines/kernel';
import type { OutboxMessage, RecordedEvent, TakenAlert } from '@nines/kernel';
import { commonLength, disturbedSpans, downtimeMs, mergedSpans } from '../figures/downtime.ts';
import { msBetween } from './moments.ts';
import type { PostmortemSource } from './postmortem-source.ts';

export interface Facts {
  readonly isOver: boolean;
  /** Of the incident; now where it is not over. */
  readonly endMs: number;
  readonly detectionMs: number;
  /** From the detection on; null where nobody took it on. */
  readonly acknowledgementMs: number | null;
  readonly downtimeMs: number;
  /** The alert that was taken in first. */
  readonly firstAlert: TakenAlert | undefined;
  /** Messages that asked people to come, and went out. */
  readonly pages: readonly OutboxMessage[];
  /** Never delivered, and not to be any more. */
  readonly lost: readonly OutboxMessage[];
  /** Delivered, not at the first try. */
  readonly retried: readonly OutboxMessage[];
  /** Instances of the affected services that ended unasked or were killed because they hung. */
  readonly crashes: readonly RecordedEvent[];
  /** Affected services that had no ready instance, as far as is recorded. */
  readonly down: readonly string[];
}

const CRASHES = ['instance.crashed', 'instance.stuck'];
const ENDED: readonly OutboxMessage['state'][] = ['refused', 'given-up'];

export function factsOf(source: PostmortemSource): Facts {
  const { incident, alerts, messages, timeline, nowMs } = source;
  const { acknowledgedAt, detectedAt, resolvedAt, startedAt } = incident;
  const told = messages.filter(({ notification }) => notification.kind === 'incident');
  return {
    isOver: resolvedAt !== null,
    endMs: resolvedAt === null ? nowMs : Date.parse(resolvedAt),
    detectionMs: msBetween(startedAt, detectedAt),
    acknowledgementMs: acknowledgedAt === null ? null : msBetween(detectedAt, acknowledgedAt),
    downtimeMs: downtimeMs(incident, nowMs),
    firstAlert: alerts.toSorted((one, other) => Date.parse(one.receivedAt) - Date.parse(other.receivedAt))[0],
    pages: told.filter(
      ({ notification, sentAt }) =>
        sentAt !== null && 'reason' in notification && LOUD_REASONS.includes(notification.reason),
    ),
    lost: messages.filter(({ state }) => ENDED.includes(state)),
    retried: messages.filter(({ attempts, state }) => attempts > 1 && !ENDED.includes(state)),
    crashes: timeline.filter(({ type }) => CRASHES.includes(type)),
    down: [...new Set(timeline.filter(({ type }) => type === 'service.down').map(({ subject }) => subject))],
  };
}

/** For how long alerts that page were about this service, ms; what fired on when a person said that it was over is no part. */
export function disturbedMsOf(service: string, { alerts, incident, nowMs }: PostmortemSource): number {
  const own = alerts.filter(({ labels }) => labels['service'] === service && labels['severity'] === 'critical');
  const spans = mergedSpans(
    own.map(({ startsAt, endsAt }) => ({ from: startsAt, to: endsAt })),
    nowMs,
  );
  return commonLength(spans, disturbedSpans(incident, nowMs));
}
