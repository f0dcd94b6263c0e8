/** What was changed by whom, and what was refused. */
import { API_PATHS, auditQuerySchema, eventPageSchema } from '@nines/api';
import { PROBLEMS } from '../../http/routes/problems.ts';
import type { ServerApp } from '../../http/fastify-app.ts';
import { AUDIT_TYPES } from '../audit.ts';
import type { AccessSources } from './access-sources.ts';
import { ASKED } from './session-routes.ts';

export function addAudit(app: ServerApp, { eventLog }: AccessSources): void {
  app.get(
    API_PATHS.audit,
    {
      config: { needs: 'audit.read' },
      schema: {
        summary: 'What was changed by whom, and what was refused to whom, oldest first',
        security: ASKED,
        querystring: auditQuerySchema,
        response: { 200: eventPageSchema, ...PROBLEMS },
      },
    },
    async ({ query }) => {
      const { after, limit, outcome } = query;
      const types = outcome === undefined ? Object.values(AUDIT_TYPES) : [AUDIT_TYPES[outcome]];
      const events = await eventLog().read(after, limit + 1, { types });
      const data = events.slice(0, limit).map((event) => ({ ...event, data: { ...event.data } }));
      const next = events.length > limit ? (data.at(-1)?.sequence ?? null) : null;
      return { data, pagination: { after, limit, next } };
    },
  );
}
