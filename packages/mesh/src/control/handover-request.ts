/** `POST /handover`: `{"inbox": "/path", "addresses": ["127.0.0.1:80"]}`. */
import { NinesError } from '@nines/kernel';
import type { Mesh } from '../mesh.ts';
import { Decoder } from './decode.ts';

/** Reads all that handing over takes: where a newer version is installed meanwhile, the files of this one are gone. */
export async function prepareHandover(): Promise<void> {
  await load();
}

/**
 * Sends the listening sockets that are asked for, as far as they are open, to the inbox of another mesh of this user.
 * Both hold them from then on.
 *
 * @throws NinesError `MESH_BAD_HANDOVER`; `MESH_HANDOVER_FAILED` where the inbox takes nothing
 */
export async function handOver(mesh: Mesh, body: unknown): Promise<{ readonly addresses: readonly string[] }> {
  const { inbox, addresses } = decode(body);
  const { sendFiles } = await load();
  const files = mesh.descriptors(addresses);
  sendFiles(inbox, files); // at once: a descriptor that is closed may be another file's a moment later
  return { addresses: [...files.keys()] };
}

/** 6 MB, and not needed in order to serve. */
async function load() {
  return await import('../handover/parcels.ts');
}

function decode(body: unknown): { readonly inbox: string; readonly addresses: readonly string[] } {
  const decoder = new Decoder();
  const { inbox, addresses } = decoder.object(body, 'handover', ['inbox', 'addresses']);
  const decoded = {
    inbox: decoder.text(inbox, 'handover.inbox'),
    addresses: decoder.list(addresses, 'handover.addresses', (address, path) => decoder.text(address, path)),
  };
  const { faults } = decoder;
  if (faults.length === 0) return decoded;
  throw new NinesError('MESH_BAD_HANDOVER', `The request is refused: ${faults.join('; ')}`, { details: { faults } });
}
