/** A receiver of Alertmanager's messages that keeps them, and that a test can wait on. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { eventually } from '@nines/testkit/running-program';

export interface ReceivedMessage {
  readonly path: string;
  readonly authorization: string | undefined;
  /** `performance.now()` at its arrival. */
  readonly atMs: number;
  readonly body: WebhookBody;
}

/** @see Alertmanager documentation, "webhook_config": version 4 */
export interface WebhookBody {
  readonly version: string;
  readonly truncatedAlerts: number;
  readonly status: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

export interface WebhookReceiver {
  readonly url: string;
  readonly messages: readonly ReceivedMessage[];
  /** The first message that fits, waited for. */
  waitFor(fits: (message: ReceivedMessage) => boolean, timeoutMs?: number): Promise<ReceivedMessage>;
  close(): Promise<void>;
}

/** Alertmanager 0.25 ends in a panic over an answer of Telegram without a chat. Others do not look at it. */
const AS_TELEGRAM_ANSWERS = { ok: true, result: { message_id: 1, date: 0, chat: { id: -1001, type: 'group' } } };

export async function receiveWebhooks(): Promise<WebhookReceiver> {
  const messages: ReceivedMessage[] = [];
  const server = createServer((request, response) => {
    void keep(request, messages).then(() => response.end(JSON.stringify(AS_TELEGRAM_ANSWERS)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    messages,
    waitFor: async (fits, timeoutMs = 15_000) => {
      await eventually(async () => messages.some(fits), timeoutMs);
      const found = messages.find(fits);
      if (found === undefined) throw new Error('gone');
      return found;
    },
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

async function keep(request: IncomingMessage, messages: ReceivedMessage[]): Promise<void> {
  const atMs = performance.now();
  const body = JSON.parse(await text(request)) as WebhookBody;
  messages.push({ path: request.url ?? '', authorization: request.headers.authorization, atMs, body });
}
