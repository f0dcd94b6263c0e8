/** Everything about who may ask. */
import type { ServerApp } from '../../http/fastify-app.ts';
import type { AccessSources } from './access-sources.ts';
import { addAudit } from './audit-routes.ts';
import { addSessions } from './session-routes.ts';
import { addTokens } from './token-routes.ts';
import { addUsers } from './user-routes.ts';

export function addAccessRoutes(app: ServerApp, sources: AccessSources): void {
  addSessions(app, sources);
  addUsers(app, sources);
  addTokens(app, sources);
  addAudit(app, sources);
}
