/** HTTP over a Unix socket, as commands of this machine ask the server of a platform. */
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

export interface SocketRequest {
  /** @defaultValue POST with a body, GET without */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export interface SocketAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Rejects as `node:http` does where nobody answers. */
export async function askSocket(socketPath: string, path: string, asked: SocketRequest = {}): Promise<SocketAnswer> {
  const { body, headers = {}, method = body === undefined ? 'GET' : 'POST' } = asked;
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const asking = request({
    socketPath,
    path,
    method,
    agent: false,
    headers: { host: 'localhost', ...type, ...headers },
  });
  asking.end(body === undefined ? undefined : JSON.stringify(body));
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, text: await text(answer) };
}

/** @throws Error with what is answered, where that is no success */
export async function readSocket<T>(socketPath: string, path: string): Promise<T> {
  const answer = await askSocket(socketPath, path);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return JSON.parse(answer.text) as T;
}
