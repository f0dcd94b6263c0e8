/**
 * Faults over the control socket: `GET`, `PUT` and `DELETE` on `/faults` (all of them) and `/faults/ID` (one).
 */
import { NinesError } from '@nines/kernel';
import { checkFault } from '../faults/fault-check.ts';
import { badFault, decodeFault, decodeFaults } from '../faults/fault-decoder.ts';
import type { FaultStatus, MeshFault } from '../faults/fault.ts';
import type { Mesh } from '../mesh.ts';

export const FAULTS = '/faults';

/** @param readJson reads the body; @returns undefined where there is no such resource */
export async function handleFaults(
  mesh: Mesh,
  method: string,
  path: string,
  readJson: () => Promise<unknown>,
): Promise<FaultStatus | readonly FaultStatus[] | undefined> {
  if (path === FAULTS) return await handleAll(mesh, method, readJson);
  const id = path.slice(FAULTS.length + 1);
  switch (method) {
    case 'GET':
      return mesh.faults.get(id) ?? unknownFault(id);
    case 'PUT':
      return putOne(mesh, id, await readJson());
    case 'DELETE':
      return (await end(mesh, [id]))[0] ?? unknownFault(id);
    default:
      return undefined;
  }
}

async function handleAll(
  mesh: Mesh,
  method: string,
  readJson: () => Promise<unknown>,
): Promise<readonly FaultStatus[] | undefined> {
  switch (method) {
    case 'GET':
      return mesh.faults.list();
    case 'PUT':
      return putAll(mesh, decodeFaults(await readJson()));
    case 'DELETE':
      return await end(
        mesh,
        mesh.faults.list().map(({ fault }) => fault.id),
      );
    default:
      return undefined;
  }
}

/** Ends those in force. What waited for them goes on first, so that they can tell for how long it waited. */
async function end(mesh: Mesh, ids: readonly string[]): Promise<readonly FaultStatus[]> {
  const ended = [...new Set(ids)].filter((id) => mesh.faults.remove(id) !== undefined);
  await new Promise(setImmediate);
  return ended.flatMap((id) => mesh.faults.get(id) ?? []);
}

function putOne(mesh: Mesh, id: string, body: unknown): FaultStatus {
  const fault = decodeFault(typeof body === 'object' && body !== null ? { id, ...body } : body);
  if (fault.id !== id) throw badFault([`fault.id must be "${id}", as in the path`]);
  check(mesh, [fault]);
  return mesh.faults.put(fault);
}

/** These and no others are in force. */
function putAll(mesh: Mesh, faults: readonly MeshFault[]): readonly FaultStatus[] {
  check(mesh, faults);
  const wanted = new Set(faults.map(({ id }) => id));
  for (const { fault, state } of mesh.faults.list()) {
    if (state === 'active' && !wanted.has(fault.id)) mesh.faults.remove(fault.id);
  }
  return faults.map((fault) => mesh.faults.put(fault));
}

function check(mesh: Mesh, faults: readonly MeshFault[]): void {
  const { snapshot } = mesh;
  const wrong = snapshot === undefined ? [] : faults.flatMap((fault) => checkFault(fault, snapshot));
  if (wrong.length > 0) throw badFault(wrong);
}

function unknownFault(id: string): never {
  throw new NinesError('MESH_UNKNOWN_FAULT', `No fault "${id}" is in force`, { details: { id } });
}
