/** The state of the control plane as a file, and back. */
import { Readable } from 'node:stream';
import { API_PATHS, BACKUP_LACKS, restoredSchema, restoreQuerySchema } from '@nines/api';
import { NinesError } from '@nines/kernel';
import { z } from 'zod';
import { requireRole } from '../../access/grants.ts';
import type { ServerApp } from '../fastify-app.ts';
import { personOf } from './person.ts';
import { PROBLEMS } from './problems.ts';
import type { ApiSources } from './sources.ts';

const FILE = 'application/gzip';
/** For a file that is larger than memory, by a slow line. */
const SENT_WITHIN_MS = 6 * 3_600_000;

export function addBackups(app: ServerApp, { backups, closing }: Pick<ApiSources, 'backups' | 'closing'>): void {
  // As a stream: a file may be larger than memory.
  app.addContentTypeParser(FILE, (_request, payload, done) => done(null, payload));
  app.get(
    API_PATHS.backup,
    {
      config: { needs: 'backup' },
      schema: {
        summary: 'A backup of the control plane, as of now; it has no secrets',
        description: `\`${BACKUP_LACKS}: silences\` says that it has no silences, because Alertmanager is away`,
        produces: [FILE],
        response: { 200: z.unknown(), ...PROBLEMS },
      },
    },
    async (_request, reply) => {
      const { file, hasSilences } = await backups.take(closing);
      if (!hasSilences) reply.header(BACKUP_LACKS, 'silences');
      return reply.type(FILE).send(file);
    },
  );
  app.post(
    API_PATHS.restore,
    {
      config: { needs: 'backup', sentWithinMs: SENT_WITHIN_MS },
      schema: {
        summary: 'Puts a backup, which is the body, in the place of the state, all or nothing',
        consumes: [FILE],
        querystring: restoreQuerySchema,
        response: { 200: restoredSchema, ...PROBLEMS },
      },
    },
    async (request) => {
      const requireAdministrator = () => requireRole(request.actor, 'administrator');
      requireAdministrator(); // a backup brings users and tokens of any role
      if (request.headers['content-type'] !== FILE)
        throw new NinesError('API_BAD_REQUEST', `send the backup as ${FILE}`);
      const isForced = request.query.force === 'true';
      const file = checkedAtItsEnd(request.body as Readable, async () => {
        await app.admitAgain(request);
        requireAdministrator();
      });
      return backups.restore(Readable.from(file), { isForced, by: personOf(request, undefined) }, closing);
    },
  );
}

/** Ends only where whoever sends it may still do so when it has come whole. */
async function* checkedAtItsEnd(file: Readable, check: () => Promise<void>): AsyncGenerator {
  yield* file;
  await check();
}
