/** `/metrics`, `/livez` and `/readyz` on a loopback port. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import { messageOf, NinesError } from '@nines/kernel';
import type { Mesh } from '../mesh.ts';
import { EXPOSITION_CONTENT_TYPE } from '../metrics/exposition.ts';

export interface AdminServerOptions {
  readonly port: number;
  readonly mesh: Mesh;
  /** Whether new connections are wanted. */
  readonly isReady: () => boolean;
}

/** @throws NinesError `MESH_ADMIN_UNAVAILABLE` when the port cannot be opened */
export async function startAdminServer(options: AdminServerOptions): Promise<Server> {
  const { port } = options;
  const server = createServer((request, response) => {
    answer(options, request.url ?? '', response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const message = `The admin port ${port} cannot be opened: ${messageOf(error)}`;
      reject(new NinesError('MESH_ADMIN_UNAVAILABLE', message, { details: { port }, cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

function answer({ mesh, isReady }: AdminServerOptions, path: string, response: ServerResponse): void {
  if (path === '/metrics') send(response, 200, mesh.renderMetrics(), EXPOSITION_CONTENT_TYPE);
  else if (path === '/livez') send(response, 200, 'ok\n');
  else if (path === '/readyz') send(response, isReady() ? 200 : 503, isReady() ? 'ok\n' : 'not ready\n');
  else send(response, 404, 'not found\n');
}

function send(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
