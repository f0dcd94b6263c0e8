/** Turns JSON into a fault, or says everything that is wrong with it. */
import { NinesError } from '@nines/kernel';
import { Decoder, optional } from '../control/decode.ts';
import type { FaultDirection, FaultEffect, FaultMatch, MeshFault } from './fault.ts';

const MIN_LEASE_MS = 1_000;
const MAX_LEASE_MS = 86_400_000;
const MAX_DELAY_MS = 3_600_000;
const MAX_RATE = 1e12;
const MAX_SEED = 0xffff_ffff;
const ID = /^[\w.-]{1,64}$/;
const METHOD = /^[A-Z-]+$/;

const FIELDS = ['id', 'per', 'match', 'effect', 'probability', 'first', 'seed', 'leaseMs'];
const CONNECTION_MATCH = ['consumer', 'service', 'version'];
const REQUEST_MATCH = ['method', 'path', 'pathPrefix', 'headers'];
const KINDS = ['latency', 'bandwidth', 'abort', 'reset', 'blackhole', 'slow-close'] as const;
const DIRECTIONS: readonly [FaultDirection, ...FaultDirection[]] = ['to_consumer', 'from_consumer', 'both'];

/** What each kind may say besides. */
const EFFECT_FIELDS: Readonly<Record<(typeof KINDS)[number], readonly string[]>> = {
  latency: ['ms', 'jitterMs', 'distribution', 'direction'],
  bandwidth: ['bytesPerSecond', 'direction'],
  abort: ['status'],
  'slow-close': ['ms'],
  reset: [],
  blackhole: [],
};

/** @throws NinesError `MESH_BAD_FAULT`; `details.faults` lists everything that is wrong */
export function decodeFault(value: unknown): MeshFault {
  return decode((decoder) => readFault(decoder, value, 'fault'));
}

/** @throws NinesError `MESH_BAD_FAULT` */
export function decodeFaults(value: unknown): readonly MeshFault[] {
  return decode((decoder) => {
    const faults = decoder.list(value, 'faults', (entry, path) => readFault(decoder, entry, path));
    if (new Set(faults.map(({ id }) => id)).size < faults.length) decoder.faults.push('faults hold an id twice');
    return faults;
  });
}

function decode<T>(read: (decoder: Decoder) => T): T {
  const decoder = new Decoder();
  const decoded = read(decoder);
  if (decoder.faults.length > 0) throw badFault(decoder.faults);
  return decoded;
}

/** @param faults what is wrong, each with its path */
export function badFault(faults: readonly string[]): NinesError {
  const message = `The fault is refused: ${faults.slice(0, 3).join('; ')}`;
  return new NinesError('MESH_BAD_FAULT', message, { details: { faults } });
}

function readFault(decoder: Decoder, value: unknown, path: string): MeshFault {
  const fields = decoder.object(value, path, FIELDS);
  const id = decoder.text(fields['id'], `${path}.id`);
  if (id !== '' && !ID.test(id)) decoder.faults.push(`${path}.id must be 1 to 64 letters, digits, "-", "_" and "."`);
  const per = decoder.oneOf(fields['per'], `${path}.per`, ['request', 'connection']);
  const probability = optional(fields['probability'], (it) => decoder.number(it, `${path}.probability`, 0, 1));
  const first = optional(fields['first'], (it) => decoder.integer(it, `${path}.first`, 1, Number.MAX_SAFE_INTEGER));
  const seed = optional(fields['seed'], (it) => decoder.integer(it, `${path}.seed`, 0, MAX_SEED));
  return {
    ...{ id, per },
    match: readMatch(decoder, fields['match'] ?? {}, `${path}.match`, per),
    effect: readEffect(decoder, fields['effect'], `${path}.effect`, per),
    ...(probability !== undefined && { probability }),
    ...(first !== undefined && { first }),
    ...(seed !== undefined && { seed }),
    leaseMs: decoder.integer(fields['leaseMs'], `${path}.leaseMs`, MIN_LEASE_MS, MAX_LEASE_MS),
  };
}

function readMatch(decoder: Decoder, value: unknown, path: string, per: MeshFault['per']): FaultMatch {
  const fields = decoder.object(value, path, [...CONNECTION_MATCH, ...REQUEST_MATCH]);
  for (const key of REQUEST_MATCH) {
    if (per === 'connection' && fields[key] !== undefined) decoder.faults.push(`${path}.${key} needs per: request`);
  }
  const texts = [...CONNECTION_MATCH, 'method', 'path', 'pathPrefix'].flatMap((key) => {
    const text = optional(fields[key], (it) => decoder.text(it, `${path}.${key}`));
    return text === undefined ? [] : [[key, text] as const];
  });
  const match: FaultMatch = Object.fromEntries(texts);
  if (match.method !== undefined && !METHOD.test(match.method))
    decoder.faults.push(`${path}.method must be upper case`);
  for (const key of ['path', 'pathPrefix'] as const) {
    if (match[key]?.startsWith('/') === false) decoder.faults.push(`${path}.${key} must begin with "/"`);
  }
  const headers = optional(fields['headers'], (it) => readHeaders(decoder, it, `${path}.headers`));
  return { ...match, ...(headers !== undefined && { headers }) };
}

function readHeaders(decoder: Decoder, value: unknown, path: string): Readonly<Record<string, string>> {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const fields = decoder.object(value, path, names);
  return Object.fromEntries(names.map((name) => [name, decoder.text(fields[name], `${path}.${name}`)]));
}

function readEffect(decoder: Decoder, value: unknown, path: string, per: MeshFault['per']): FaultEffect {
  const kind = decoder.oneOf((value as { kind?: unknown } | null | undefined)?.kind, `${path}.kind`, KINDS);
  const fields = decoder.object(value, path, ['kind', ...EFFECT_FIELDS[kind]]);
  const direction = optional(fields['direction'], (it) => decoder.oneOf(it, `${path}.direction`, DIRECTIONS));
  if (per === 'request' && direction !== undefined) decoder.faults.push(`${path}.direction needs per: connection`);
  const towards = direction === undefined ? {} : { direction };
  switch (kind) {
    case 'latency':
      return { kind, ...readLatency(decoder, fields, path), ...towards };
    case 'bandwidth':
      return {
        kind,
        bytesPerSecond: decoder.number(fields['bytesPerSecond'], `${path}.bytesPerSecond`, 1, MAX_RATE),
        ...towards,
      };
    case 'abort':
      if (per === 'connection') decoder.faults.push(`${path}.kind abort needs per: request`);
      return { kind, status: decoder.integer(fields['status'], `${path}.status`, 400, 599) };
    case 'slow-close':
      return { kind, ms: decoder.number(fields['ms'], `${path}.ms`, 0, MAX_DELAY_MS) };
    default:
      return { kind };
  }
}

function readLatency(
  decoder: Decoder,
  fields: Readonly<Record<string, unknown>>,
  path: string,
): { ms: number; jitterMs?: number; distribution?: 'uniform' | 'normal' } {
  const jitterMs = optional(fields['jitterMs'], (it) => decoder.number(it, `${path}.jitterMs`, 0, MAX_DELAY_MS));
  const distribution = optional(fields['distribution'], (it) =>
    decoder.oneOf<'uniform' | 'normal'>(it, `${path}.distribution`, ['uniform', 'normal']),
  );
  return {
    ms: decoder.number(fields['ms'], `${path}.ms`, 0, MAX_DELAY_MS),
    ...(jitterMs !== undefined && { jitterMs }),
    ...(distribution !== undefined && { distribution }),
  };
}
