/** Buttons that are pressed in chats. Who presses is told by signatures and secrets of the chat, not by a login. */
import type { IncomingHttpHeaders } from 'node:http';
import { API_PATHS } from '@nines/api';
import { z } from 'zod';
import type { ServerApp } from '../fastify-app.ts';
import { PROBLEMS } from './problems.ts';
import type { ApiSources } from './sources.ts';

/** Longer is no press of a button, bytes. */
const BODY_LIMIT_BYTES = 256 * 1024;

const OWN = { needs: 'own-secret' } as const;

export function addChats(app: ServerApp, { chat }: ApiSources): void {
  app.register((scope, _options, done) => {
    // The signature is over the bytes as they came.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES }, (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.post(
      API_PATHS.chatSlack,
      {
        config: OWN,
        schema: {
          summary: 'Takes interactions of Slack, signed with the secret of the app',
          consumes: ['application/x-www-form-urlencoded'],
          response: { 200: z.string(), ...PROBLEMS },
        },
      },
      async ({ body, headers }, reply) => {
        await chat.slack(typeof body === 'string' ? body : '', single(headers));
        return reply.code(200).send('');
      },
    );
    done();
  });
  app.post(
    API_PATHS.chatTelegram,
    {
      config: OWN,
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        summary: 'Takes updates of Telegram, with the secret of the webhook',
        body: z.record(z.string(), z.unknown()),
        response: { 200: z.string(), ...PROBLEMS },
      },
    },
    async ({ body, headers }, reply) => {
      await chat.telegram(body, single(headers));
      return reply.code(200).send('');
    },
  );
}

/** One that comes twice is none. */
function single(headers: IncomingHttpHeaders): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'string' ? value : undefined]));
}
