/** What services promise, and how they keep it. */
import {
  API_PATHS,
  objectiveListSchema,
  objectiveParametersSchema,
  objectiveQuerySchema,
  objectiveSchema,
  reviewQuerySchema,
  reviewSchema,
  signOffRequestSchema,
  signOffSchema,
  slaQuerySchema,
  slaSchema,
  spendingQuerySchema,
  spendingSchema,
} from '@nines/api';
import type { ServerApp } from '../fastify-app.ts';
import { personOf } from './person.ts';
import { PROBLEMS } from './problems.ts';
import type { ApiSources } from './sources.ts';

const READ = { needs: 'read' } as const;

export function addObjectives(app: ServerApp, sources: ApiSources): void {
  addStandings(app, sources);
  addReviews(app, sources);
}

function addStandings(app: ServerApp, { objectives }: ApiSources): void {
  app.get(
    API_PATHS.objectives,
    {
      config: READ,
      schema: { summary: 'Objectives, and how they stand', response: { 200: objectiveListSchema, ...PROBLEMS } },
    },
    async () => objectives.list(),
  );
  app.get(
    API_PATHS.objective,
    {
      config: READ,
      schema: {
        summary: 'An objective, and how it stood day by day',
        params: objectiveParametersSchema,
        querystring: objectiveQuerySchema,
        response: { 200: objectiveSchema, ...PROBLEMS },
      },
    },
    ({ params, query }) => objectives.show(params, query.days),
  );
  app.get(
    API_PATHS.spending,
    {
      config: READ,
      schema: {
        summary: 'What an interval cost',
        params: objectiveParametersSchema,
        querystring: spendingQuerySchema,
        response: { 200: spendingSchema, ...PROBLEMS },
      },
    },
    ({ params, query }) => objectives.spending(params, query.from, query.to),
  );
}

function addReviews(app: ServerApp, { credits, reviews }: ApiSources): void {
  app.get(
    API_PATHS.sla,
    {
      config: READ,
      schema: {
        summary: 'What customers are owed for a month, and why',
        querystring: slaQuerySchema,
        response: { 200: slaSchema, ...PROBLEMS },
      },
    },
    ({ query }) => credits.month(query.month),
  );
  app.get(
    API_PATHS.review,
    {
      config: READ,
      schema: {
        summary: 'How a period went, and what follows',
        params: objectiveParametersSchema,
        querystring: reviewQuerySchema,
        response: { 200: reviewSchema, ...PROBLEMS },
      },
    },
    ({ params, query }) => reviews.review(params, query.period),
  );
  app.post(
    API_PATHS.signOff,
    {
      config: { needs: 'objective.sign-off' },
      schema: {
        summary: 'Records that somebody has read the review of a period',
        params: objectiveParametersSchema,
        body: signOffRequestSchema,
        response: { 200: signOffSchema, ...PROBLEMS },
      },
    },
    (request) => {
      const { body, params } = request;
      return reviews.signOff(params, { ...body, by: personOf(request, body.by) });
    },
  );
}
