/** What people do about incidents. */
import {
  API_PATHS,
  idempotencyHeadersSchema,
  incidentParametersSchema,
  incidentSchema,
  linkCommandSchema,
  mergeCommandSchema,
  noteCommandSchema,
  plainCommandSchema,
  roleCommandSchema,
  severityCommandSchema,
  splitCommandSchema,
  taskCommandSchema,
  taskParametersSchema,
} from '@nines/api';
import type { Incident, IncidentAction } from '@nines/kernel';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { ServerApp } from '../fastify-app.ts';
import { changedEvent } from '../../access/audit.ts';
import { keyOf, personOf } from './person.ts';
import { PROBLEMS } from './problems.ts';
import type { ApiSources } from './sources.ts';

const ACT = { needs: 'incident.act', repeats: 'own', audit: 'own' } as const;

interface CommandRoute<Body> {
  readonly path: keyof typeof API_PATHS;
  readonly summary: string;
  readonly body: z.ZodType<Body>;
  readonly action: (body: Body) => IncidentAction;
}

/** Without anything to say but who does it. */
const PLAIN = [
  ['acknowledge', 'Somebody cares for it'],
  ['unacknowledge', 'Nobody cares for it any more'],
  ['mitigate', 'Users do not feel it any more'],
  ['resolve', 'Nothing is wrong any more'],
  ['reopen', 'It is not over'],
] as const;

export function addIncidentCommands(app: ServerApp, sources: ApiSources): void {
  for (const [kind, summary] of PLAIN) {
    addCommand(app, sources, { path: kind, summary, body: plainCommandSchema, action: () => ({ kind }) });
  }
  addCommand(app, sources, {
    path: 'severity',
    summary: 'How bad it is, as a person sees it',
    body: severityCommandSchema,
    action: ({ severity }) => ({ kind: 'severity', severity }),
  });
  addCommand(app, sources, {
    path: 'roles',
    summary: 'Who does what in it',
    body: roleCommandSchema,
    action: ({ role, person }) => ({ kind: 'role', role, person }),
  });
  addCommand(app, sources, {
    path: 'notes',
    summary: 'Something to be remembered, in its timeline',
    body: noteCommandSchema,
    action: ({ text }) => ({ kind: 'note', text }),
  });
  addCommand(app, sources, {
    path: 'links',
    summary: 'Where more is to be found',
    body: linkCommandSchema,
    action: ({ title, url }) => ({ kind: 'link', link: { title, url } }),
  });
  addCommand(app, sources, {
    path: 'merge',
    summary: 'It is a part of another one',
    body: mergeCommandSchema,
    action: ({ into }) => ({ kind: 'merge', into }),
  });
  addCommand(app, sources, {
    path: 'split',
    summary: 'Some of its alerts are another incident',
    body: splitCommandSchema,
    action: ({ fingerprints }) => ({ kind: 'split', fingerprints }),
  });
  addTasks(app, sources);
}

function addTasks(app: ServerApp, sources: ApiSources): void {
  addCommand(app, sources, {
    path: 'tasks',
    summary: 'Something to be done, now or so that it does not happen again',
    body: taskCommandSchema,
    action: ({ due, kind, owner, text }) => ({ kind: 'task', task: { due, kind, owner, text } }),
  });
  app.post(
    API_PATHS.taskDone,
    {
      config: ACT,
      schema: {
        summary: 'It is done',
        params: taskParametersSchema,
        headers: idempotencyHeadersSchema,
        body: plainCommandSchema,
        response: { 200: incidentSchema, ...PROBLEMS },
      },
    },
    (request) => {
      const { id, number } = request.params;
      return carryOut(sources, request, number, { kind: 'task-done', task: id }, request.body?.by);
    },
  );
}

function addCommand<Body extends { readonly by?: string | undefined } | null | undefined>(
  app: ServerApp,
  sources: ApiSources,
  { action, body, path, summary }: CommandRoute<Body>,
): void {
  app.post(
    API_PATHS[path],
    {
      config: ACT,
      schema: {
        summary,
        params: incidentParametersSchema,
        headers: idempotencyHeadersSchema,
        body,
        response: { 200: incidentSchema, ...PROBLEMS },
      },
    },
    async (request) => {
      const parsed: unknown = request.body; // by the schema above, which the compiler cannot follow here
      const said = parsed as Body;
      const { number } = request.params;
      return carryOut(sources, request, number, action(said), said?.by);
    },
  );
}

async function carryOut(
  { clock, command }: ApiSources,
  request: FastifyRequest,
  incident: number,
  action: IncidentAction,
  by: string | undefined,
): Promise<Incident> {
  const nowMs = clock.now();
  const at = new Date(nowMs).toISOString();
  const wanted = { incident, action, by: personOf(request, by), key: keyOf(request), at };
  return command(wanted, [changedEvent(request, 200, nowMs)]);
}
