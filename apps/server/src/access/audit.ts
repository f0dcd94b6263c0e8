/** What was changed by whom, and what was refused to whom, as events. Never bodies, never secrets. */
import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { messageOf } from '@nines/kernel';
import type { Clock, EventLog, IncidentCommand, NewEvent } from '@nines/kernel';
import { AppendTogether } from '../events/append-together.ts';
import type { Log } from '../log.ts';

export const AUDIT_TYPES = { changed: 'audit.changed', refused: 'audit.refused' } as const;

export interface AuditOptions {
  /** @throws NinesError `API_UNAVAILABLE` before it is there */
  readonly eventLog: () => Pick<EventLog, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The same refusal to the same caller is recorded once in so long, ms: a flood of requests is no flood of events. */
const AGAIN_MS = 60_000;
const REMEMBERED = 1_000;
const LONGEST_SUBJECT = 200;

export class Audit {
  readonly #options: AuditOptions;
  readonly #refused = new Map<string, number>();
  readonly #events: AppendTogether;

  constructor(options: AuditOptions) {
    this.#options = options;
    this.#events = new AppendTogether(options.eventLog);
  }

  /** @param status - the answer's */
  async changed(request: FastifyRequest, status: number): Promise<void> {
    await this.#record('changed', request, String(status));
  }

  /** @param code - of the problem */
  async refused(request: FastifyRequest, code: string): Promise<void> {
    const now = this.#options.clock.monotonicMs();
    const key = [request.actor.id, request.ip, routeOf(request), code].join(' ');
    const last = this.#refused.get(key);
    if (last !== undefined && now - last < AGAIN_MS) return;
    this.#refused.delete(key);
    this.#refused.set(key, now);
    const [oldest] = this.#refused.keys();
    if (this.#refused.size > REMEMBERED && oldest !== undefined) this.#refused.delete(oldest);
    await this.#record('refused', request, code);
  }

  /** What cannot be recorded is logged: it has happened already. */
  async #record(kind: keyof typeof AUDIT_TYPES, request: FastifyRequest, outcome: string): Promise<void> {
    const { clock, log } = this.#options;
    const event = auditEvent(kind, request, outcome, clock.now());
    try {
      await this.#events.append(event);
    } catch (error) {
      log('warn', 'Not in the audit log', { ...event.data, reason: messageOf(error) });
    }
  }
}

/** For those who keep it together with the change itself: see `audit` of a route. @param status - the answer's */
export function changedEvent(request: FastifyRequest, status: number, nowMs: number): NewEvent {
  return auditEvent('changed', request, String(status), nowMs);
}

/**
 * Of what somebody wants done about an incident without asking this server: by a button in a chat, a silence in
 * Alertmanager. Who it was is what the other side says.
 */
export function changedElsewhere(
  place: 'slack' | 'telegram' | 'alertmanager',
  { action, at, by, incident }: Pick<IncidentCommand, 'action' | 'at' | 'by' | 'incident'>,
  person = by,
): NewEvent {
  const data = {
    ...{ actor: by, actorId: `${place}:${person}`, kind: place, role: null },
    ...{ route: action.kind, subject: String(incident), outcome: 'done', address: place },
  };
  return { id: `audit:${randomUUID()}`, type: AUDIT_TYPES.changed, source: 'server', subject: by, time: at, data };
}

function auditEvent(kind: keyof typeof AUDIT_TYPES, request: FastifyRequest, outcome: string, nowMs: number): NewEvent {
  const { actor } = request;
  const address = actor.kind === 'local' ? 'socket' : request.ip;
  const data = {
    ...{ actor: actor.name, actorId: actor.id, kind: actor.kind, role: actor.role },
    ...{ route: routeOf(request), subject: subjectOf(request), outcome, address },
  };
  const time = new Date(nowMs).toISOString();
  return { id: `audit:${randomUUID()}`, type: AUDIT_TYPES[kind], source: 'server', subject: actor.name, time, data };
}

/** `POST /api/v1/users/:name/link` */
function routeOf({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${routeOptions.url ?? 'unknown'}`;
}

/** What it was about, as far as path or handler tell. */
function subjectOf(request: FastifyRequest): string | null {
  const named = request.auditSubject ?? Object.values((request.params ?? {}) as Record<string, string>).join('/');
  return named === '' ? null : named.slice(0, LONGEST_SUBJECT);
}
