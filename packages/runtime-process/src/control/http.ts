/** The few lines of HTTP that the control socket's two sides share. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NinesError } from '@nines/kernel';

/** A catalog with all the text that it may include, each byte of which can take six where JSON escapes it. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Reads a JSON body; `undefined` where it is empty. @throws NinesError `CONTROL_BAD_REQUEST` */
export async function readJson(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new NinesError('CONTROL_BAD_REQUEST', `body is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NinesError('CONTROL_BAD_REQUEST', 'body is not JSON', { cause });
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** One JSON document a line, until the source ends or the other side goes away. */
export async function sendLines(response: ServerResponse, lines: AsyncIterable<unknown>): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.flushHeaders();
  for await (const line of lines) {
    if (response.destroyed) return;
    if (!response.write(`${JSON.stringify(line)}\n`)) await drained(response);
  }
  response.end();
}

/** Settles on `close` too: a reader that went away must not be waited for. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    response.on('drain', settle);
    response.on('close', settle);
  });
}

/** Splits a byte stream into JSON lines. */
export async function* readLines(stream: AsyncIterable<Buffer>): AsyncGenerator<unknown, void, undefined> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as unknown;
  }
}
