/** HTTP on a Unix socket, by which the mesh is steered: `PUT /snapshot`, `GET /status`, `POST /handover`, and faults. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { chmod, unlink } from 'node:fs/promises';
import { hasCode, messageOf, NinesError } from '@nines/kernel';
import type { Mesh } from '../mesh.ts';
import { FAULTS, handleFaults } from './fault-requests.ts';
import { handOver } from './handover-request.ts';
import type { SnapshotFile } from './snapshot-file.ts';
import { decodeSnapshot } from './snapshot-decoder.ts';

const MAX_BODY_BYTES = 16 * 1_024 * 1_024;

type BadBody = 'MESH_BAD_SNAPSHOT' | 'MESH_BAD_FAULT' | 'MESH_BAD_HANDOVER';

/** 503 for every other code. */
const STATUSES: Readonly<Record<string, number>> = {
  MESH_BAD_SNAPSHOT: 422,
  MESH_BAD_FAULT: 422,
  MESH_BAD_HANDOVER: 422,
  MESH_UNKNOWN_FAULT: 404,
};

export interface ControlServerOptions {
  /** Path of the socket; made with mode 0600. A left-over one is replaced. */
  readonly socketPath: string;
  readonly mesh: Mesh;
  readonly file: SnapshotFile;
  /** An error that the caller is not told in full. */
  readonly onError: (error: unknown) => void;
}

/**
 * Starts serving.
 *
 * @throws NinesError `MESH_CONTROL_UNAVAILABLE` when the socket cannot be made
 */
export async function startControlServer(options: ControlServerOptions): Promise<Server> {
  const { socketPath } = options;
  const server = createServer((request, response) => {
    void respond(options, request, response);
  });
  try {
    await unlink(socketPath).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error;
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(socketPath, resolve);
    });
    await chmod(socketPath, 0o600);
    return server;
  } catch (error) {
    server.close();
    throw new NinesError('MESH_CONTROL_UNAVAILABLE', `No control socket at ${socketPath}: ${messageOf(error)}`, {
      details: { socketPath },
      cause: error,
    });
  }
}

async function respond(
  options: ControlServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const answer = await handle(options, request);
    if (answer === undefined) sendJson(response, 404, { code: 'MESH_UNKNOWN_REQUEST', message: 'No such resource' });
    else sendJson(response, 200, answer);
  } catch (error) {
    if (error instanceof NinesError) {
      const { code, message, details } = error;
      sendJson(response, STATUSES[code] ?? 503, { code, message, details });
      return;
    }
    options.onError(error);
    sendJson(response, 500, { code: 'MESH_INTERNAL', message: 'Internal error; the log says more' });
  }
}

async function handle({ mesh, file }: ControlServerOptions, request: IncomingMessage): Promise<unknown> {
  const resource = `${request.method ?? ''} ${request.url ?? ''}`;
  if (resource === 'GET /status') return mesh.status();
  const path = request.url ?? '';
  if (path === FAULTS || path.startsWith(`${FAULTS}/`)) {
    return await handleFaults(mesh, request.method ?? '', path, async () =>
      parseJson(await readBody(request, 'MESH_BAD_FAULT'), 'MESH_BAD_FAULT'),
    );
  }
  if (resource === 'POST /handover') {
    return await handOver(mesh, parseJson(await readBody(request, 'MESH_BAD_HANDOVER'), 'MESH_BAD_HANDOVER'));
  }
  if (resource !== 'PUT /snapshot') return undefined;
  const snapshot = decodeSnapshot(parseJson(await readBody(request, 'MESH_BAD_SNAPSHOT'), 'MESH_BAD_SNAPSHOT'));
  const receipt = await mesh.apply(snapshot);
  const unsaved = await saveInEffect(mesh, file);
  return unsaved === undefined ? receipt : { ...receipt, unsaved };
}

/**
 * The mesh serves by what it was told also where that cannot be saved. Says why it cannot. One that is closing leaves
 * the file to its successor, which may know better.
 */
async function saveInEffect(mesh: Mesh, file: SnapshotFile): Promise<string | undefined> {
  if (mesh.snapshot === undefined || mesh.isClosing) return undefined;
  try {
    await file.save(mesh.snapshot);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function readBody(request: IncomingMessage, code: BadBody): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_BODY_BYTES) throw new NinesError(code, 'What was sent is larger than 16 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string, code: BadBody): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NinesError(code, `What was sent is not JSON: ${messageOf(error)}`, { cause: error });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
