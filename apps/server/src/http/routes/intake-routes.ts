/** What other programs tell, each with a token of its own. */
import { API_PATHS, intakeAnswerSchema, intakeDocumentSchema, intakeParametersSchema } from '@nines/api';
import { z } from 'zod';
import type { ServerApp } from '../fastify-app.ts';
import { requireBearer } from './bearer.ts';
import { PROBLEMS } from './problems.ts';
import type { ApiSources } from './sources.ts';

const OWN = { needs: 'own-secret' } as const;

export function addIntakes(app: ServerApp, { intake }: ApiSources): void {
  app.post(
    API_PATHS.intake,
    {
      config: OWN,
      schema: {
        summary: 'Takes alerts in the words of another program; needs the bearer token of the intake',
        security: [{ intake: [] }],
        params: intakeParametersSchema,
        body: intakeDocumentSchema,
        response: { 202: intakeAnswerSchema, ...PROBLEMS },
      },
    },
    async ({ body, headers, params: { name } }, reply) => {
      requireBearer(headers.authorization, intake.intakeToken(name), `\`incidents.intakes\` of nines.yaml`);
      const taken = await intake.takeDocument(name, body);
      return reply.code(202).send({ taken });
    },
  );
  app.post(
    API_PATHS.heartbeat,
    {
      config: OWN,
      schema: {
        summary: 'Says that a program lives; needs the bearer token of the heartbeat',
        security: [{ intake: [] }],
        params: intakeParametersSchema,
        response: { 204: z.undefined(), ...PROBLEMS },
      },
    },
    async ({ headers, params: { name } }, reply) => {
      requireBearer(headers.authorization, intake.heartbeatToken(name), `\`incidents.heartbeats\` of nines.yaml`);
      await intake.beat(name);
      return reply.code(204).send();
    },
  );
}
