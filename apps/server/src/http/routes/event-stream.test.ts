import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { InMemoryEventLog } from '@nines/testkit/event-log';
import { systemClock } from '@nines/system-clock';
import { describe, expect, it } from 'vitest';
import { streamEvents } from './event-stream.ts';

const ASKED = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** Sends `asked` to `answer`, and hangs up once `isHeard`. */
async function hangUp(
  asked: string,
  answer: (response: ServerResponse) => void,
  isHeard: () => boolean,
): Promise<void> {
  const server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [IncomingMessage['socket']];
  client.resume().write(asked);
  await expect.poll(isHeard).toBe(true);
  client.destroy();
  if (!socket.destroyed) await once(socket, 'close');
  server.close();
}

function stream(response: ServerResponse): Promise<void> {
  return streamEvents(response, {
    ...{ log: new InMemoryEventLog({ now: () => 0 }), after: 0, filter: {}, clock: systemClock },
    ...{ isVisible: () => true, lookAgain: async () => () => true, closing: new AbortController().signal },
  });
}

describe('a stream whose reader hangs up', () => {
  it.each([1, 2])('ends, also as one of %d on a connection', async (count) => {
    const streams: Promise<void>[] = [];
    const begin = (response: ServerResponse): void => void streams.push(stream(response));
    await hangUp(ASKED.repeat(count), begin, () => streams.length === count);
    await Promise.all(streams);
  });

  it.each([1, 2])('does not begin where that was before it could, also as one of %d', async (count) => {
    const asked: ServerResponse[] = [];
    await hangUp(
      ASKED.repeat(count),
      (response) => asked.push(response),
      () => asked.length === count,
    );
    await Promise.all(asked.map(stream));
    expect(asked.some(({ headersSent }) => headersSent)).toBe(false);
  });
});
