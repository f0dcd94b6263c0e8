/** Brings what people see of an incident in line with its alerts: opened, more severe, back again, over. */
import type { Incident } from '@nines/kernel';
import type { Outage } from '../grouping/outage.ts';
import { pend } from './draft.ts';
import type { Draft } from './draft.ts';
import { factsOf, iso, troubledTimes, worse } from './facts.ts';
import type { Facts } from './facts.ts';
import { heldUntil } from './hold.ts';
import { destinationsOf } from '../routing/destinations.ts';
import { rebuild } from './rebuild.ts';
import { carryOut, messageOf } from './step.ts';
import type { Step } from './step.ts';

/** Messages that are edited are brought up to date no more often, ms. */
const UPDATE_MS = 5_000;

export function settle(draft: Draft, number: number): void {
  const outage = draft.outage(number);
  if (outage === undefined || outage.alertCount === 0) return;
  const isBack = outage.pending.comesBack && outage.incident.status === 'resolved';
  if (isBack) takeUp(draft, outage);
  pend(outage, { comesBack: false });
  const facts = factsOf(outage, draft.policy);
  const wasOver = outage.incident.version === 0 && outage.incident.status === 'resolved';
  const step = stepTo(draft, outage, facts, isBack);
  if (step !== undefined) carryOut(draft, outage, step);
  resolveWhatIsOver(draft, outage);
  if (wasOver)
    carryOut(draft, outage, { changes: {}, event: resolution(outage.incident), ...personIn(outage.incident) });
  reroute(draft, outage);
  update(draft, outage);
}

/** What a person said to be over is not over: what fires counts again. */
function takeUp(draft: Draft, outage: Outage): void {
  outage.incident = { ...outage.incident, status: 'triggered' };
  if (outage.cutMs !== null) rebuild(draft, outage);
}

function stepTo(draft: Draft, outage: Outage, facts: Facts, isBack: boolean): Step | undefined {
  const { incident } = outage;
  const { severity: judged, ...seen } = facts;
  const severity = isJudged(incident, facts) ? worse(incident.severity, judged) : incident.severity;
  const isKeptOpen = incident.isKeptOpen && facts.firingCount === 0;
  const changes = { ...seen, ...notBefore(facts.startedAt, incident), severity, isKeptOpen };
  if (incident.version === 0) return { ...opened(draft, incident, facts), changes };
  if (isBack)
    return { ...reopened(incident, facts), changes: { ...changes, ...BACK, reopenings: incident.reopenings + 1 } };
  if (severity < incident.severity) {
    const data = { from: incident.severity, to: severity };
    const isOver = incident.status === 'resolved';
    return { changes, event: { type: 'severity-changed', data }, ...(isOver ? {} : { reason: 'severity' }) };
  }
  return isDifferent(incident, changes) ? { changes } : undefined;
}

/** What people chose stays. What is over stays as it was, whatever became of budgets since, but where it has other alerts. */
function isJudged({ severityBy, status, alertCount }: Incident, facts: Facts): boolean {
  return severityBy === 'rule' && (status !== 'resolved' || facts.alertCount !== alertCount);
}

/** What it cost is measured anew. */
export const BACK = {
  status: 'triggered',
  mitigatedAt: null,
  resolvedAt: null,
  resolvedBy: null,
  impact: null,
} as const;

/** Where alerts were taken out that had begun earlier. */
function notBefore(
  startedAt: string,
  { acknowledgedAt, mitigatedAt, resolvedAt }: Incident,
): Pick<Incident, 'acknowledgedAt' | 'mitigatedAt' | 'resolvedAt'> {
  const later = (at: string | null): string | null => (at !== null && at < startedAt ? startedAt : at);
  return {
    acknowledgedAt: later(acknowledgedAt),
    mitigatedAt: later(mitigatedAt),
    resolvedAt: later(resolvedAt),
  };
}

function opened({ splitOff }: Draft, { number, drill }: Incident, facts: Facts): Omit<Step, 'changes'> {
  const { title, severity, services } = facts;
  const from = splitOff.get(number)?.from;
  const data = { title, severity, services, drill, ...(from === undefined ? {} : { from }) };
  return { event: { type: 'opened', data }, reason: 'triggered' };
}

function reopened({ resolvedAt }: Incident, { title }: Facts): Omit<Step, 'changes'> {
  return { event: { type: 'reopened', data: { title, resolvedAt } }, reason: 'reopened' };
}

function isDifferent(incident: Incident, changes: Partial<Incident>): boolean {
  const keys = Object.keys(changes) as (keyof Incident)[];
  return keys.some((key) => JSON.stringify(incident[key]) !== JSON.stringify(changes[key]));
}

/** When nothing was wrong any more is when it was over, however late that is known. */
function resolveWhatIsOver(draft: Draft, outage: Outage): void {
  const { status, isKeptOpen, resolvedAt, resolvedBy, startedAt } = outage.incident;
  const endMs = troubledTimes(outage).at(-1)?.endMs ?? Date.parse(startedAt);
  const isOpen = status !== 'resolved';
  const isQuiet = outage.firingCount === 0 && !isKeptOpen;
  const untilMs = isOpen && isQuiet ? heldUntil(outage, endMs, draft.nowMs) : null;
  pend(outage, { held: untilMs === null ? null : { endMs, untilMs } });
  if (!isQuiet || untilMs !== null) return;
  const at = iso(endMs);
  if (!isOpen) {
    if (resolvedBy === 'nines' && resolvedAt !== at) carryOut(draft, outage, { changes: { resolvedAt: at } });
    return;
  }
  const changes = { status: 'resolved', resolvedAt: at, resolvedBy: 'nines' } as const;
  carryOut(draft, outage, { changes, event: resolution(changes), reason: 'resolved' });
}

/** Who said that it was over. */
function personIn({ resolvedBy }: Incident): Pick<Step, 'by'> {
  return resolvedBy === null || resolvedBy === 'nines' ? {} : { by: resolvedBy };
}

function resolution({ resolvedAt }: Pick<Incident, 'resolvedAt'>): NonNullable<Step['event']> {
  return { type: 'resolved', data: { at: resolvedAt } };
}

/** Where routes lead since, an open incident is told as it is; what is not there any more is forgotten. */
function reroute(draft: Draft, outage: Outage): void {
  const { incident, pending } = outage;
  const { channels, routes } = draft.policy;
  if (incident.status === 'resolved') return;
  const isGone = incident.told.some((channel) => !channels.has(channel));
  const isNew = destinationsOf(incident, routes).some((channel) => !incident.told.includes(channel));
  if (!isGone && !isNew) return;
  carryOut(draft, outage, { changes: {} });
  pend(outage, { isUntold: pending.isUntold });
}

/** Messages that can be edited show what is so, not at once but soon. */
function update(draft: Draft, outage: Outage): void {
  const { incident, pending } = outage;
  const { held, isUntold, toldMs } = pending;
  const channels = isUntold ? incident.told.filter((channel) => isEditing(draft, channel)) : [];
  const isDue = draft.nowMs >= toldMs + UPDATE_MS || draft.nowMs < toldMs;
  if (channels.length > 0 && isDue) {
    for (const channel of channels) {
      draft.messages.push(messageOf(draft, outage, { channel, reason: 'updated', by: undefined }));
    }
    pend(outage, { toldMs: draft.nowMs });
  }
  const isLater = channels.length > 0 && !isDue;
  pend(outage, { isUntold: isLater });
  const wakeAtMs = Math.min(held?.untilMs ?? Infinity, isLater ? toldMs + UPDATE_MS : Infinity);
  if (wakeAtMs < Infinity) draft.timers.set(incident.number, wakeAtMs);
  else draft.timers.delete(incident.number);
}

function isEditing({ policy: { editing } }: Draft, channel: string): boolean {
  return editing.has(channel.split(':', 1)[0] ?? channel);
}
