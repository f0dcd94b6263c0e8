import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { recordedEvents } from './recorded-events.ts';

type Answer = (response: ServerResponse) => void;

const stop = new AbortController();
const directory = mkdtempSync(join(tmpdir(), 'nines-events-'));
const socket = join(directory, 'server.sock');
const servers: ReturnType<typeof createServer>[] = [];

afterEach(() => {
  stop.abort();
  for (const server of servers) server.close().closeAllConnections();
  rmSync(directory, { recursive: true });
});

/** A server that answers like this, one call after the other, and then not any more. */
async function serverThat(answers: Answer[], asked: IncomingHttpHeaders[]): Promise<void> {
  const server = createServer((request, response) => {
    asked.push(request.headers);
    answers.shift()?.(response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
}

function text(sequence: number): string {
  const event = { id: `s:b:${sequence}`, type: 'alert.fired', source: 'alertmanager', subject: 'käse', data: {} };
  const time = '2026-01-01T00:00:00.000Z';
  const recorded = { ...event, sequence, time, recordedAt: time, correlationId: null };
  return `id: ${sequence}\nevent: alert.fired\ndata: ${JSON.stringify(recorded)}\n\n`;
}

test('a stream that breaks off goes on where it was, with whatever server is there then', async () => {
  const asked: IncomingHttpHeaders[] = [];
  const cut = Buffer.from(text(6));
  const second: Answer[] = [
    (response) => response.writeHead(503).end(),
    (response) => {
      const middle = cut.indexOf('ä') + 1;
      response.write(cut.subarray(0, middle), () => response.end(cut.subarray(middle)));
    },
  ];
  const restart = async (response: ServerResponse): Promise<void> => {
    servers[0]?.close();
    response.end(`retry: 1000\n\n${text(4)}:\n\n${text(5)}id: 6\nda`);
    await once(response, 'close');
    await serverThat(second, asked);
  };
  setTimeout(() => void serverThat([(response) => void restart(response)], asked), 20); // not there at first
  const events = recordedEvents({ socket, after: 3, signal: stop.signal, retryMs: 1 });
  const taken: [number, string][] = [];
  for await (const { sequence, subject } of events) {
    taken.push([sequence, subject]);
    if (sequence === 6) break;
  }
  expect(taken).toEqual([4, 5, 6].map((sequence) => [sequence, 'käse']));
  expect(asked.map((headers) => headers['last-event-id'])).toEqual(['3', '5', '5']);
});
