/** Turns JSON into a snapshot, or says everything that is wrong with it. */
import { NinesError } from '@nines/kernel';
import type { IngressRoute, MeshListener, MeshSnapshot, TlsMaterial } from '../snapshot.ts';
import { Decoder, MAX_PORT, optional } from './decode.ts';
import { decodeService } from './service-decoder.ts';

/** @throws NinesError `MESH_BAD_SNAPSHOT`; `details.faults` lists all of them with their paths */
export function decodeSnapshot(value: unknown): MeshSnapshot {
  const decoder = new Decoder();
  const root = decoder.object(value, 'snapshot', ['schemaVersion', 'version', 'listeners', 'services']);
  const snapshot: MeshSnapshot = {
    schemaVersion: decoder.oneOf(root['schemaVersion'], 'schemaVersion', [1]),
    version: decoder.integer(root['version'], 'version', 1, Number.MAX_SAFE_INTEGER),
    listeners: decoder.list(root['listeners'], 'listeners', (entry, path) => listener(decoder, entry, path)),
    services: decoder.list(root['services'], 'services', (entry, path) => decodeService(decoder, entry, path)),
  };
  checkReferences(decoder, snapshot);
  const { faults } = decoder;
  if (faults.length > 0) {
    throw new NinesError('MESH_BAD_SNAPSHOT', `The snapshot is refused: ${faults.slice(0, 3).join('; ')}`, {
      details: { faults },
    });
  }
  return snapshot;
}

function listener(decoder: Decoder, value: unknown, path: string): MeshListener {
  const kind = decoder.oneOf((value as { kind?: unknown } | null)?.kind, `${path}.kind`, ['edge', 'stable', 'ingress']);
  const keys = kind === 'ingress' ? ['routes', 'tls'] : ['consumer', 'service'];
  const fields = decoder.object(value, path, ['kind', 'host', 'port', 'allowVersionHeader', ...keys]);
  const host = decoder.text(fields['host'], `${path}.host`);
  const port = decoder.integer(fields['port'], `${path}.port`, 1, MAX_PORT);
  const allowVersionHeader = optional(fields['allowVersionHeader'], (value) =>
    decoder.boolean(value, `${path}.allowVersionHeader`),
  );
  const allowance = allowVersionHeader === undefined ? {} : { allowVersionHeader };
  if (kind === 'ingress') {
    const routes = decoder.list(fields['routes'], `${path}.routes`, (entry, at) => route(decoder, entry, at));
    const tls = optional(fields['tls'], (value) => tlsMaterial(decoder, value, `${path}.tls`));
    return { kind, host, port, routes, ...(tls && { tls }), ...allowance };
  }
  const consumer = decoder.text(fields['consumer'], `${path}.consumer`);
  return { kind, host, port, consumer, service: decoder.text(fields['service'], `${path}.service`), ...allowance };
}

function tlsMaterial(decoder: Decoder, value: unknown, path: string): TlsMaterial {
  const fields = decoder.object(value, path, ['file', 'fingerprint']);
  return {
    file: decoder.text(fields['file'], `${path}.file`),
    fingerprint: decoder.text(fields['fingerprint'], `${path}.fingerprint`),
  };
}

function route(decoder: Decoder, value: unknown, path: string): IngressRoute {
  const fields = decoder.object(value, path, ['host', 'paths', 'service', 'deniedPaths', 'httpsPort']);
  const text = (entry: unknown, at: string): string => decoder.text(entry, at);
  const httpsPort = optional(fields['httpsPort'], (value) => decoder.integer(value, `${path}.httpsPort`, 1, MAX_PORT));
  return {
    host: decoder.text(fields['host'], `${path}.host`),
    paths: decoder.list(fields['paths'], `${path}.paths`, text),
    service: decoder.text(fields['service'], `${path}.service`),
    deniedPaths: decoder.list(fields['deniedPaths'], `${path}.deniedPaths`, text),
    ...(httpsPort !== undefined && { httpsPort }),
  };
}

function checkReferences(decoder: Decoder, { listeners, services }: MeshSnapshot): void {
  const names = new Set(services.map(({ name }) => name));
  if (names.size < services.length) decoder.faults.push('services hold a name twice');
  const addresses = new Set(listeners.map(({ host, port }) => `${host} ${port}`));
  if (addresses.size < listeners.length) decoder.faults.push('listeners hold an address twice');
  const targets = listeners.flatMap((entry) =>
    entry.kind === 'ingress' ? entry.routes.map((target) => target.service) : [entry.service],
  );
  for (const name of new Set(targets)) {
    if (name !== '' && !names.has(name)) decoder.faults.push(`a listener leads to "${name}", which is no service`);
  }
}
