/** The part of a snapshot that is about one service. */
import type {
  MeshEndpoint,
  MeshRetryBudget,
  MeshRoute,
  MeshService,
  MeshTimeouts,
  MeshVersionWeight,
} from '../snapshot.ts';
import { type Decoder, MAX_PORT, optional } from './decode.ts';

const TIMEOUTS = ['deadlineMs', 'perTryTimeoutMs'];
const OPTIONAL = ['unready', 'timeouts', 'routes', 'retryBudget', 'split'];
const MAX_TIMEOUT_MS = 86_400_000;

/** Faults go to the decoder. */
export function decodeService(decoder: Decoder, value: unknown, path: string): MeshService {
  const fields = decoder.object(value, path, ['name', 'protocol', 'endpoints', ...OPTIONAL]);
  const instance = (entry: unknown, at: string): MeshEndpoint => endpoint(decoder, entry, at);
  return {
    name: decoder.text(fields['name'], `${path}.name`),
    protocol: decoder.oneOf(fields['protocol'], `${path}.protocol`, ['http', 'tcp']),
    endpoints: decoder.list(fields['endpoints'], `${path}.endpoints`, instance),
    unready: decoder.list(fields['unready'] ?? [], `${path}.unready`, instance),
    ...traffic(decoder, fields, path),
  };
}

type Traffic = Pick<MeshService, 'timeouts' | 'routes' | 'retryBudget' | 'split'>;

function traffic(decoder: Decoder, fields: Readonly<Record<string, unknown>>, path: string): Traffic {
  const timeouts = optional(fields['timeouts'], (value) => {
    return readTimeouts(decoder, decoder.object(value, `${path}.timeouts`, TIMEOUTS), `${path}.timeouts`);
  });
  const routes = optional(fields['routes'], (value) =>
    decoder.list(value, `${path}.routes`, (entry, at) => route(decoder, entry, at)),
  );
  const budget = optional(fields['retryBudget'], (value) => retryBudget(decoder, value, `${path}.retryBudget`));
  const split = optional(fields['split'], (value) =>
    decoder.list(value, `${path}.split`, (entry, at) => weight(decoder, entry, at)),
  );
  return {
    ...(timeouts !== undefined && { timeouts }),
    ...(routes !== undefined && { routes }),
    ...(budget !== undefined && { retryBudget: budget }),
    ...(split !== undefined && { split }),
  };
}

function readTimeouts(decoder: Decoder, fields: Readonly<Record<string, unknown>>, path: string): MeshTimeouts {
  const read = (key: keyof MeshTimeouts): number | undefined =>
    optional(fields[key], (value) => decoder.integer(value, `${path}.${key}`, 1, MAX_TIMEOUT_MS));
  const deadlineMs = read('deadlineMs');
  const perTryTimeoutMs = read('perTryTimeoutMs');
  return { ...(deadlineMs !== undefined && { deadlineMs }), ...(perTryTimeoutMs !== undefined && { perTryTimeoutMs }) };
}

function route(decoder: Decoder, value: unknown, path: string): MeshRoute {
  const fields = decoder.object(value, path, ['path', ...TIMEOUTS]);
  return { path: decoder.text(fields['path'], `${path}.path`), ...readTimeouts(decoder, fields, path) };
}

function retryBudget(decoder: Decoder, value: unknown, path: string): MeshRetryBudget {
  const fields = decoder.object(value, path, ['ratio', 'minPerSecond']);
  const minPerSecond = optional(fields['minPerSecond'], (least) =>
    decoder.number(least, `${path}.minPerSecond`, 0, 1_000_000),
  );
  const ratio = decoder.number(fields['ratio'], `${path}.ratio`, 0, 1);
  return { ratio, ...(minPerSecond !== undefined && { minPerSecond }) };
}

function weight(decoder: Decoder, value: unknown, path: string): MeshVersionWeight {
  const fields = decoder.object(value, path, ['version', 'weight']);
  return {
    version: decoder.text(fields['version'], `${path}.version`),
    weight: decoder.number(fields['weight'], `${path}.weight`, 0, 100),
  };
}

function endpoint(decoder: Decoder, value: unknown, path: string): MeshEndpoint {
  const fields = decoder.object(value, path, ['id', 'version', 'host', 'port']);
  return {
    id: decoder.text(fields['id'], `${path}.id`),
    version: decoder.text(fields['version'], `${path}.version`),
    host: decoder.text(fields['host'], `${path}.host`),
    port: decoder.integer(fields['port'], `${path}.port`, 1, MAX_PORT),
  };
}
