/** What became of an attempt: reports for the outbox, and events that tell of it. Pure. */
import { incidentCorrelation } from '@nines/kernel';
import type { DeliveryReport, DeliveryResult, DeliveryState, NewEvent, OutboxMessage } from '@nines/kernel';
import { backoffMs, LONGEST_WAIT_MS, refusedBackoffMs, unclearBackoffMs } from './backoff.ts';
import type { Attempt } from './plan.ts';

export interface Outcome {
  readonly reports: readonly DeliveryReport[];
  readonly events: readonly NewEvent[];
}

/** Nobody needs to be woken by what is older, ms of the wall clock. */
const GIVEN_UP_AFTER_MS = 86_400_000;
/** What an hour of trying comes to, because a clock may be set and a machine may have slept. */
const FEWEST_ATTEMPTS = { failed: 120, unclear: 20, refused: 15 } as const;

/** Before an attempt: should nobody hear of it again, it counts. */
export function sendingReports({ lead, messages }: Attempt): readonly DeliveryReport[] {
  const bundle = lead.notification.key;
  return messages.map((message) => reportOn(message, { state: 'sending', attempts: message.attempts + 1, bundle }));
}

export interface Circumstances {
  /** Name of the one that tells. */
  readonly platform: string;
  /** By the wall clock. */
  readonly nowMs: number;
  /** 0 to 1. */
  readonly random: number;
  /** Attempts to tell of the same that may have arrived, this one included. */
  readonly unclear: number;
}

export function outcomeOf(attempt: Attempt, result: DeliveryResult, circumstances: Circumstances): Outcome {
  const bundle = bundleAfter(attempt, result);
  const reports = attempt.messages.map((message) => {
    const fate = fateOf(attempt, message, result, circumstances);
    return reportOn(message, { ...fate, bundle: fate.state === 'pending' ? bundle : null });
  });
  const threaded = withThread(attempt, reports, result);
  return { reports: threaded, events: eventsOf(attempt, threaded, circumstances) };
}

/** What it is sent again as: the same, as long as any attempt may have arrived, or did for some. A refusal is not sent again as it is. */
function bundleAfter({ lead, messages, isRecognized }: Attempt, result: DeliveryResult): string | null {
  if (!isRecognized || result.outcome !== 'failed') return null;
  const isKept =
    result.isUnclear === true || result.isPartial === true || messages.some(({ bundle }) => bundle !== null);
  return isKept ? lead.notification.key : null;
}

/** What is not sent, as `failure` explains: what nobody misses, or is told otherwise by whoever decides. */
export function supersededReports(messages: readonly OutboxMessage[], failure: string): readonly DeliveryReport[] {
  return messages.map((message) => {
    const { attempts } = message;
    return reportOn(message, { state: 'superseded', attempts, failure, bundle: null });
  });
}

type Failure = Exclude<DeliveryResult, { outcome: 'sent' }>;
type Fate = Partial<DeliveryReport> & Pick<DeliveryReport, 'state'>;

function fateOf(
  attempt: Attempt,
  message: OutboxMessage,
  result: DeliveryResult,
  { nowMs, random, unclear }: Circumstances,
): Fate {
  const { lead, isBundle, messages } = attempt;
  const attempts = message.attempts + 1;
  if (result.outcome === 'sent') {
    const sentAt = new Date(nowMs).toISOString();
    const others = isBundle
      ? ({ state: 'bundled', sentAt } as const)
      : ({ state: 'superseded', sentAt: null } as const);
    return { attempts, failure: null, ...(message.id === lead.id ? { state: 'sent', sentAt } : others) };
  }
  const failure = result.reason;
  const isSplit = isBundle && messages.length > 1;
  if (isGivenUp(attempt, message, result, nowMs)) return { state: 'given-up', attempts, failure };
  if (result.outcome === 'refused' && isSplit) return { state: 'pending', attempts, failure };
  if (result.outcome === 'refused') {
    return { state: 'pending', attempts, failure, dueAt: new Date(nowMs + refusedBackoffMs(attempts)).toISOString() };
  }
  if (result.isThrottled === true) return { state: 'pending', attempts: message.attempts, failure };
  // The channel rests for as long as it asked for.
  const ownMs = result.isUnclear === true ? unclearBackoffMs(unclear) : backoffMs(attempts, random);
  const waitMs = Math.max(Math.min(result.retryAfterMs ?? 0, LONGEST_WAIT_MS), ownMs);
  return { state: 'pending', attempts, failure, dueAt: new Date(nowMs + waitMs).toISOString() };
}

/** What may have arrived is given up as a whole: what is left of it would be another message. */
function isGivenUp(
  { messages, isRecognized }: Attempt,
  message: OutboxMessage,
  result: Failure,
  nowMs: number,
): boolean {
  if (result.outcome === 'failed' && result.isThrottled === true) return false;
  const kind = result.outcome === 'failed' && result.isUnclear === true ? 'unclear' : result.outcome;
  const whole = isRecognized && message.bundle !== null ? messages : [message];
  return whole.every(({ decidedAt, attempts }) => {
    return nowMs - Date.parse(decidedAt) >= GIVEN_UP_AFTER_MS && attempts + 1 >= FEWEST_ATTEMPTS[kind];
  });
}

function reportOn(
  { id, dueAt, failure, bundle }: OutboxMessage,
  fate: Fate & { readonly attempts?: number },
): DeliveryReport {
  return { ids: [id], dueAt, sentAt: null, failure, bundle, attempts: 0, ...fate };
}

/** A message about several incidents is no incident's to be edited. */
function withThread(
  { channel, isBundle, lead }: Attempt,
  reports: readonly DeliveryReport[],
  result: DeliveryResult,
): readonly DeliveryReport[] {
  if (isBundle || result.outcome !== 'sent' || result.thread === undefined || lead.incident === null) return reports;
  const thread = { channel, incident: lead.incident, reference: result.thread };
  return reports.map((report) => (report.ids.includes(lead.id) ? { ...report, thread } : report));
}

/** Of failures the first is told, and that nobody tries any more. */
const TOLD: Readonly<Partial<Record<DeliveryState, string>>> = {
  sent: 'notification.sent',
  bundled: 'notification.sent',
  pending: 'notification.failed',
  'given-up': 'notification.given-up',
};

function eventsOf(
  { channel, messages }: Attempt,
  reports: readonly DeliveryReport[],
  { nowMs, platform }: Circumstances,
): readonly NewEvent[] {
  return messages.flatMap(({ notification, incident }, index) => {
    const report = reports[index];
    const type = report === undefined ? undefined : TOLD[report.state];
    if (report === undefined || type === undefined) return [];
    const { state, attempts, failure } = report;
    const told = notification.kind === 'incident' ? notification.reason : 'notice';
    const root = notification.kind === 'incident' ? notification.incident.root : null;
    return [
      {
        id: `${type}:${notification.key}`,
        type,
        source: 'server',
        subject: root?.service ?? (incident === null ? channel : 'incident'),
        time: new Date(nowMs).toISOString(),
        data: { channel, told, state, attempts, ...(failure !== null && { failure }) },
        ...(incident !== null && { correlationId: incidentCorrelation(platform, incident) }),
      },
    ];
  });
}
