/** Whether people would be told. */
import { API_PATHS, notifyTestListSchema, notifyTestQuerySchema, notifyTestSchema } from '@nines/api';
import type { ServerApp } from '../fastify-app.ts';
import { listedWhole } from './listed-whole.ts';
import { personOf } from './person.ts';
import { PROBLEMS } from './problems.ts';
import type { ApiSources } from './sources.ts';

export function addNotifyTests(app: ServerApp, { notifyTests }: ApiSources): void {
  app.post(
    API_PATHS.notifyTest,
    {
      config: { needs: 'notify.test' },
      schema: {
        summary: 'Sends a test to channels',
        body: notifyTestSchema,
        response: { 202: notifyTestListSchema, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const begun = await notifyTests.begin(request.body.channels, personOf(request, undefined));
      return reply.code(202).send(listedWhole(begun));
    },
  );
  app.get(
    API_PATHS.notifyTest,
    {
      config: { needs: 'notify.test' },
      schema: {
        summary: 'What became of tests',
        querystring: notifyTestQuerySchema,
        response: { 200: notifyTestListSchema, ...PROBLEMS },
      },
    },
    async ({ query }) => listedWhole(await notifyTests.look(query.key)),
  );
}
