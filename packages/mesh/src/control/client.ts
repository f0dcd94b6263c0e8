/** The supervisor's side of the control socket. */
import { request as httpRequest } from 'node:http';
import { messageOf, NinesError } from '@nines/kernel';
import type { FaultStatus, MeshFault } from '../faults/fault.ts';
import type { MeshSnapshot } from '../snapshot.ts';
import type { MeshStatus, SnapshotReceipt } from '../status.ts';

/**
 * Steers a mesh process. Every method rejects with NinesError `MESH_UNREACHABLE` when nothing answers at the socket, with
 * the mesh's own code (`MESH_BAD_SNAPSHOT`, `MESH_CLOSED`, `MESH_BAD_FAULT`, `MESH_UNKNOWN_FAULT`) when it refuses, and
 * with `signal.reason` when cancelled.
 */
export interface MeshClient {
  /** Resolves when new requests follow the snapshot and it is on disk, or the receipt says why it is not. */
  push(snapshot: MeshSnapshot, signal: AbortSignal): Promise<SnapshotReceipt>;
  status(signal: AbortSignal): Promise<MeshStatus>;
}

/** Sets and ends faults in a mesh process. Rejects as `MeshClient` does. */
export interface MeshFaultClient {
  /** Puts a fault in force in place of the one with its id; the same fault once more: renews its lease. */
  putFault(fault: MeshFault, signal: AbortSignal): Promise<FaultStatus>;
  /** Lets these faults and no others be in force. */
  putFaults(faults: readonly MeshFault[], signal: AbortSignal): Promise<readonly FaultStatus[]>;
  /** Those that are over and still remembered, then those in force. */
  faults(signal: AbortSignal): Promise<readonly FaultStatus[]>;
  /** The one in force, or the last of that id that was. */
  fault(id: string, signal: AbortSignal): Promise<FaultStatus>;
  /** Ends a fault at once, and tells what it did. */
  removeFault(id: string, signal: AbortSignal): Promise<FaultStatus>;
  /** Ends all faults at once. */
  removeFaults(signal: AbortSignal): Promise<readonly FaultStatus[]>;
}

interface Refusal {
  readonly code: Uppercase<string>;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export function createMeshClient(socketPath: string): MeshClient & MeshFaultClient {
  return {
    push: async (snapshot, signal) =>
      (await call(socketPath, 'PUT', '/snapshot', JSON.stringify(snapshot), signal)) as SnapshotReceipt,
    status: async (signal) => (await call(socketPath, 'GET', '/status', '', signal)) as MeshStatus,
    putFault: async (fault, signal) =>
      (await call(socketPath, 'PUT', pathOf(fault.id), JSON.stringify(fault), signal)) as FaultStatus,
    putFaults: async (faults, signal) =>
      (await call(socketPath, 'PUT', '/faults', JSON.stringify(faults), signal)) as readonly FaultStatus[],
    faults: async (signal) => (await call(socketPath, 'GET', '/faults', '', signal)) as readonly FaultStatus[],
    fault: async (id, signal) => (await call(socketPath, 'GET', pathOf(id), '', signal)) as FaultStatus,
    removeFault: async (id, signal) => (await call(socketPath, 'DELETE', pathOf(id), '', signal)) as FaultStatus,
    removeFaults: async (signal) => (await call(socketPath, 'DELETE', '/faults', '', signal)) as readonly FaultStatus[],
  };
}

/** Asks a mesh to send its listening sockets at `addresses` to an inbox. Rejects as `MeshClient` does. */
export async function requestHandover(
  socketPath: string,
  request: { readonly inbox: string; readonly addresses: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  await call(socketPath, 'POST', '/handover', JSON.stringify(request), signal);
}

function pathOf(fault: string): string {
  return `/faults/${encodeURIComponent(fault)}`;
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
