/** The supervisor's side of the control socket. */
import { request as httpRequest } from 'node:http';
import { messageOf, NinesError } from '@nines/kernel';
import type { MeshSnapshot } from '../snapshot.ts';
import type { MeshStatus, SnapshotReceipt } from '../status.ts';

/**
 * Steers a mesh process. Both methods reject with NinesError `MESH_UNREACHABLE` when nothing answers at the socket, with
 * the mesh's own code (`MESH_BAD_SNAPSHOT`, `MESH_CLOSED`) when it refuses, and with `signal.reason` when cancelled.
 */
export interface MeshClient {
  /** Resolves when new requests follow the snapshot and it is on disk, or the receipt says why it is not. */
  push(snapshot: MeshSnapshot, signal: AbortSignal): Promise<SnapshotReceipt>;
  status(signal: AbortSignal): Promise<MeshStatus>;
}

interface Refusal {
  readonly code: Uppercase<string>;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export function createMeshClient(socketPath: string): MeshClient {
  return {
    push: async (snapshot, signal) =>
      (await call(socketPath, 'PUT', '/snapshot', JSON.stringify(snapshot), signal)) as SnapshotReceipt,
    status: async (signal) => (await call(socketPath, 'GET', '/status', '', signal)) as MeshStatus,
  };
}

async function call(
  socketPath: string,
  method: string,
  path: string,
  body: string,
  signal: AbortSignal,
): Promise<unknown> {
  signal.throwIfAborted();
  let answer: { status: number; text: string };
  try {
    answer = await exchange(socketPath, method, path, body, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new NinesError('MESH_UNREACHABLE', `No mesh answers at ${socketPath}: ${messageOf(error)}`, {
      details: { socketPath },
      cause: error,
    });
  }
  const parsed: unknown = JSON.parse(answer.text);
  if (answer.status === 200) return parsed;
  const { code, message, details = {} } = parsed as Refusal;
  throw new NinesError(code, message, { details });
}

async function exchange(
  socketPath: string,
  method: string,
  path: string,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  return await new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = httpRequest({ socketPath, method, path, headers, signal, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
