/** What is known of incidents. */
import {
  actionListSchema,
  API_PATHS,
  incidentAlertsSchema,
  incidentFiguresQuerySchema,
  incidentFiguresSchema,
  incidentListSchema,
  incidentParametersSchema,
  incidentSchema,
  incidentsQuerySchema,
  messageListSchema,
  owedPostmortemListSchema,
  postmortemSchema,
  timelineSchema,
} from '@nines/api';
import type { ServerApp } from '../fastify-app.ts';
import { listedWhole } from './listed-whole.ts';
import { PROBLEMS } from './problems.ts';
import type { ApiSources } from './sources.ts';

const READ = { needs: 'read' } as const;

export function addIncidents(app: ServerApp, sources: ApiSources): void {
  addLists(app, sources);
  addOne(app, sources);
}

function addLists(app: ServerApp, { incidents }: ApiSources): void {
  app.get(
    API_PATHS.incidents,
    {
      config: READ,
      schema: {
        summary: 'Incidents, the newest first',
        querystring: incidentsQuerySchema,
        response: { 200: incidentListSchema, ...PROBLEMS },
      },
    },
    ({ query }) => incidents.list(query),
  );
  app.get(
    API_PATHS.actions,
    { config: READ, schema: { summary: 'What is still to be done', response: { 200: actionListSchema, ...PROBLEMS } } },
    async () => listedWhole(await incidents.actions()),
  );
  app.get(
    API_PATHS.postmortems,
    {
      config: READ,
      schema: { summary: 'Postmortems that are owed', response: { 200: owedPostmortemListSchema, ...PROBLEMS } },
    },
    async () => listedWhole(await incidents.owedPostmortems()),
  );
  app.get(
    API_PATHS.incidentFigures,
    {
      config: READ,
      schema: {
        summary: 'How fast trouble was noticed, taken up and ended',
        querystring: incidentFiguresQuerySchema,
        response: { 200: incidentFiguresSchema, ...PROBLEMS },
      },
    },
    ({ query }) => incidents.figures(query.by, query.from, query.to),
  );
}

function addOne(app: ServerApp, { incidents }: ApiSources): void {
  const params = incidentParametersSchema;
  app.get(
    API_PATHS.incident,
    { config: READ, schema: { summary: 'One incident', params, response: { 200: incidentSchema, ...PROBLEMS } } },
    async (request) => incidents.show(request.params.number),
  );
  app.get(
    API_PATHS.timeline,
    {
      config: READ,
      schema: { summary: 'What happened in it', params, response: { 200: timelineSchema, ...PROBLEMS } },
    },
    async (request) => listedWhole(await incidents.timeline(request.params.number)),
  );
  app.get(
    API_PATHS.incidentAlerts,
    {
      config: READ,
      schema: { summary: 'Alerts that it is made of', params, response: { 200: incidentAlertsSchema, ...PROBLEMS } },
    },
    async (request) => listedWhole(await incidents.alerts(request.params.number)),
  );
  app.get(
    API_PATHS.messages,
    {
      config: READ,
      schema: { summary: 'What people were told of it', params, response: { 200: messageListSchema, ...PROBLEMS } },
    },
    async (request) => listedWhole(await incidents.messages(request.params.number)),
  );
  app.get(
    API_PATHS.postmortem,
    {
      config: READ,
      schema: { summary: 'Draft of its postmortem', params, response: { 200: postmortemSchema, ...PROBLEMS } },
    },
    (request) => incidents.postmortem(request.params.number),
  );
}
