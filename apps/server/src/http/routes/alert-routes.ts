/** What is wrong, who was told of it and why, and what nobody is to be told of. */
import {
  alertListSchema,
  API_PATHS,
  createdSilenceSchema,
  silenceListSchema,
  silenceParametersSchema,
  silenceRequestSchema,
  whyParametersSchema,
  whyQuerySchema,
  whySchema,
} from '@nines/api';
import type { AlertSelector } from '@nines/incidents';
import { z } from 'zod';
import type { ServerApp } from '../fastify-app.ts';
import { listedWhole } from './listed-whole.ts';
import { personOf } from './person.ts';
import { PROBLEMS } from './problems.ts';
import type { ApiSources } from './sources.ts';

const READ = { needs: 'read' } as const;
const SILENCE = { needs: 'alert.silence' } as const;

export function addAlerts(app: ServerApp, sources: ApiSources): void {
  app.get(
    API_PATHS.alerts,
    {
      config: READ,
      schema: { summary: 'What is wrong, or about to be', response: { 200: alertListSchema, ...PROBLEMS } },
    },
    () => sources.alerts(sources.closing),
  );
  app.get(
    API_PATHS.why,
    {
      config: READ,
      schema: {
        summary: 'Why people were told of an alert, or not',
        params: whyParametersSchema,
        querystring: whyQuerySchema,
        response: { 200: whySchema, ...PROBLEMS },
      },
    },
    ({ params, query }) => sources.why(selectorOf(params.alert, query.service), sources.closing),
  );
  addSilences(app, sources);
}

function addSilences(app: ServerApp, { closing, silences }: ApiSources): void {
  app.get(
    API_PATHS.silences,
    { config: READ, schema: { summary: 'What nobody is told of', response: { 200: silenceListSchema, ...PROBLEMS } } },
    async () => listedWhole(await silences.list(closing)),
  );
  app.post(
    API_PATHS.silences,
    {
      config: SILENCE,
      schema: {
        summary: 'Tells nobody of some alerts for a while',
        body: silenceRequestSchema,
        response: { 201: createdSilenceSchema, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const by = personOf(request, request.body.by);
      const id = await silences.create({ ...request.body, by }, closing);
      return reply.code(201).send({ id });
    },
  );
  app.delete(
    API_PATHS.silence,
    {
      config: SILENCE,
      schema: {
        summary: 'Ends it now',
        params: silenceParametersSchema,
        response: { 204: z.undefined(), ...PROBLEMS },
      },
    },
    async (request, reply) => {
      await silences.expire(request.params.id, closing);
      return reply.code(204).send();
    },
  );
}

/** As Alertmanager makes them; of other sources they have a colon. No name of an alert looks so. */
const FINGERPRINT = /^[0-9a-f]{16}$|:/;

function selectorOf(alert: string, service: string | undefined): AlertSelector {
  return FINGERPRINT.test(alert) ? { fingerprint: alert } : { alertname: alert, service };
}
