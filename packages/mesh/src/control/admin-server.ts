/** `/metrics`, `/livez` and `/readyz` on a loopback port. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Clock, messageOf, NinesError } from '@nines/kernel';
import type { Mesh } from '../mesh.ts';
import { acceptedFormat, EXPOSITION_CONTENT_TYPES, renderMetrics } from '../metrics/exposition.ts';
import { ProcessFigures } from '../metrics/process-figures.ts';

export interface AdminServerOptions {
  readonly port: number;
  readonly mesh: Mesh;
  readonly clock: Clock;
  /** Whether new connections are wanted. */
  readonly isReady: () => boolean;
}

/** @throws NinesError `MESH_ADMIN_UNAVAILABLE` when the port cannot be opened */
export async function startAdminServer(options: AdminServerOptions): Promise<Server> {
  const { port, clock } = options;
  const figures = new ProcessFigures(() => clock.monotonicMs());
  const server = createServer((request, response) => {
    answer(options, figures, request, response);
  });
  server.on('close', () => {
    figures.stop();
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

function answer(
  { mesh, isReady }: AdminServerOptions,
  figures: ProcessFigures,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const path = request.url ?? '';
  if (path === '/metrics') {
    const format = acceptedFormat(request.headers.accept);
    const families = [...mesh.metricFamilies(), ...figures.families()];
    send(response, 200, renderMetrics(families, format), EXPOSITION_CONTENT_TYPES[format]);
  } else if (path === '/livez') send(response, 200, 'ok\n');
  else if (path === '/readyz') send(response, isReady() ? 200 : 503, isReady() ? 'ok\n' : 'not ready\n');
  else send(response, 404, 'not found\n');
}

function send(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
