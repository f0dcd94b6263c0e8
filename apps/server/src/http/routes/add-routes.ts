/** The API, version 1. */
import {
  alertNotificationSchema,
  API_PATHS,
  eventPageSchema,
  eventsQuerySchema,
  eventStreamQuerySchema,
  OPENAPI_PATH,
  signalsSchema,
  statusSchema,
} from '@nines/api';
import type { EventFilter, NinesEvent } from '@nines/kernel';
import { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { AUDIT_TYPES } from '../../access/audit.ts';
import { addAccessRoutes } from '../../access/routes/add-access-routes.ts';
import type { ServerApp } from '../fastify-app.ts';
import { addAlerts } from './alert-routes.ts';
import { addBackups } from './backup-routes.ts';
import { requireBearer } from './bearer.ts';
import { addChats } from './chat-routes.ts';
import { addIncidentCommands } from './incident-command-routes.ts';
import { addIncidents } from './incident-routes.ts';
import { addIntakes } from './intake-routes.ts';
import { addNotifyTests } from './notify-routes.ts';
import { addObjectives } from './objective-routes.ts';
import { PROBLEMS } from './problems.ts';
import { lastEventId, streamEvents } from './event-stream.ts';
import type { ApiSources } from './sources.ts';

const READ = { needs: 'read' } as const;

/** A message of Alertmanager's that is refused as too large is lost: this is more than 50,000 alerts, bytes. */
const NOTIFICATION_LIMIT_BYTES = 64 * 1024 * 1024;

/** Adds every route of the API. */
export function addRoutes(app: ServerApp, sources: ApiSources): void {
  addReading(app, sources);
  addEvents(app, sources);
  addObjectives(app, sources);
  addIncidents(app, sources);
  addIncidentCommands(app, sources);
  addAlerts(app, sources);
  addWebhook(app, sources);
  addIntakes(app, sources);
  addNotifyTests(app, sources);
  addChats(app, sources);
  addBackups(app, sources);
  addAccessRoutes(app, sources.access);
  app.get(OPENAPI_PATH, { config: { needs: 'anyone' }, schema: { hide: true } }, async () =>
    (await import('./openapi-document.ts')).readDocument(),
  );
}

function addReading(app: ServerApp, sources: ApiSources): void {
  app.get(
    API_PATHS.status,
    { config: READ, schema: { summary: 'How the platform is', response: { 200: statusSchema, ...PROBLEMS } } },
    () => sources.status(),
  );
  app.get(
    API_PATHS.signals,
    {
      config: READ,
      schema: { summary: 'Golden signals of the last minute', response: { 200: signalsSchema, ...PROBLEMS } },
    },
    () => sources.signals(sources.closing),
  );
}

function addEvents(app: ServerApp, sources: ApiSources): void {
  app.get(
    API_PATHS.events,
    {
      config: READ,
      schema: {
        summary: 'What happened, oldest first',
        querystring: eventsQuerySchema,
        response: { 200: eventPageSchema, ...PROBLEMS },
      },
    },
    async ({ actor, query }) => {
      const { after, limit } = query;
      // One more than asked for tells whether there is a next page.
      const events = await sources.eventLog().read(after, limit + 1, filterOf(query));
      const page = events.slice(0, limit);
      const next = events.length > limit ? (page.at(-1)?.sequence ?? null) : null;
      const data = page.filter(visibleTo(actor)).map((event) => ({ ...event, data: { ...event.data } }));
      return { data, pagination: { after, limit, next } };
    },
  );
  app.get(
    API_PATHS.eventStream,
    {
      config: READ,
      schema: {
        summary: 'What happens, as Server-Sent Events; resumes after `Last-Event-ID`',
        querystring: eventStreamQuerySchema,
        produces: ['text/event-stream'],
        response: { 200: z.string(), ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const log = sources.eventLog();
      const after = lastEventId(request.headers) ?? request.query.after ?? (await log.lastSequence());
      reply.hijack();
      const { clock, closing } = sources;
      const isVisible = visibleTo(request.actor);
      const lookAgain = async () => {
        await app.admitAgain(request);
        return visibleTo(request.actor);
      };
      const filter = filterOf(request.query);
      await streamEvents(reply.raw, { log, after, filter, isVisible, lookAgain, clock, closing });
    },
  );
}

function addWebhook(app: ServerApp, { notified, webhookToken }: ApiSources): void {
  app.post(
    API_PATHS.alertmanager,
    {
      config: { needs: 'own-secret' },
      bodyLimit: NOTIFICATION_LIMIT_BYTES,
      schema: {
        summary: 'Takes what Alertmanager tells; needs its bearer token',
        security: [{ webhook: [] }],
        body: alertNotificationSchema,
        response: { 204: z.undefined(), ...PROBLEMS },
      },
      // Before the body is read: a stranger's is not looked at.
      onRequest: (request, _reply, done) => {
        requireBearer(request.headers.authorization, webhookToken, 'monitoring/webhook-token in the state directory');
        done();
      },
    },
    async ({ body }, reply) => {
      await notified(body);
      return reply.code(204).send();
    },
  );
}

/** Who did what is for those who may read the audit log. */
function visibleTo({ permissions }: Actor): (event: NinesEvent) => boolean {
  const mayAudit = permissions.has('audit.read');
  return ({ type }) => mayAudit || !AUDITED.has(type);
}

const AUDITED: ReadonlySet<string> = new Set(Object.values(AUDIT_TYPES));

interface FilterQuery {
  readonly type?: readonly string[] | undefined;
  readonly subject?: string | undefined;
  readonly correlationId?: string | undefined;
}

function filterOf({ type: types, subject, correlationId }: FilterQuery): EventFilter {
  return {
    ...(types !== undefined && { types }),
    ...(subject !== undefined && { subject }),
    ...(correlationId !== undefined && { correlationId }),
  };
}
