/**
 * What the other side must see of a message, said a second time and more simply than the code under test: from the
 * parsed fields, by sets of names.
 */
import { type SeenRequest, type SeenResponse } from '../fixtures/recorders.ts';

export type Pair = readonly [name: string, value: string];

/** A message as the other side reports it. Names in lower case. */
export interface Observed {
  /** Method and target, or status. */
  readonly start: string;
  readonly fields: readonly Pair[];
  readonly body: string;
  readonly trailers: readonly Pair[];
}

const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade']);

const OURS: ReadonlySet<string> = new Set(['traceparent', 'nines-declared']);
/** @see W3C Trace Context, section 3.2 */
const TRACEPARENT =
  /^(?:00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}|(?!00|ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-.*)?)$/;

/** What was received; a new trace, whose id nobody can foresee, is called by that name. */
export function withoutNewTrace(received: Observed, sent: string): Observed {
  const fields = received.fields.map(([name, value]): Pair => {
    return name === 'traceparent' && !sent.includes(value) && TRACEPARENT.test(value) ? [name, 'new'] : [name, value];
  });
  return { ...received, fields };
}

export function expectedRequest(request: SeenRequest, localAuthority: string): Observed {
  const { method, target, minorVersion, fields, body, trailers } = request;
  const passed = endToEnd(fields).filter(([name]) => minorVersion === 1 || name !== 'expect');
  const host: Pair[] = passed.some(([name]) => name === 'host') ? [] : [['host', localAuthority]];
  const upgrade: Pair[] = asksForWebSocket(request)
    ? [
        ['connection', 'Upgrade'],
        ['upgrade', 'websocket'],
      ]
    : [];
  const parents = passed.filter(([name]) => name === 'traceparent');
  const [parent] = parents;
  const isTraced = parents.length === 1 && parent !== undefined && TRACEPARENT.test(parent[1]);
  const kept = passed.filter(([name]) => !OURS.has(name) && (isTraced || name !== 'tracestate'));
  const traceparent: Pair = isTraced ? parent : ['traceparent', 'new'];
  const seen = [...kept, ...host, ...upgrade, traceparent, ['via', '1.1 nines'] as const];
  return { start: `${method} ${target}`, fields: seen, body, trailers: linesOf(trailers) };
}

/** Framing fields are left out: the mesh may frame a response in its own way. */
export function expectedResponse(response: SeenResponse): Observed {
  const { status, fields, body, trailers } = response;
  return { start: String(status), fields: withoutFraming(endToEnd(fields)), body, trailers: linesOf(trailers) };
}

/** What remains to be compared of a response's fields, on either side. */
export function withoutFraming(fields: readonly Pair[]): Pair[] {
  const ours = new Set(['content-length', 'transfer-encoding', 'connection', 'date']);
  return fields.filter(([name]) => !ours.has(name));
}

/** Name and value, alternating, as node:http gives them. */
export function pairsOf(raw: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    pairs.push([(raw[index] ?? '').toLowerCase(), raw[index + 1] ?? '']);
  }
  return pairs;
}

function endToEnd(fields: readonly Pair[]): Pair[] {
  const options = fields
    .filter(([name]) => name === 'connection')
    .flatMap(([, value]) => value.toLowerCase().split(','));
  const named = new Set(options.map((option) => option.trim()));
  return fields.filter(([name]) => !HOP_BY_HOP.has(name) && !named.has(name));
}

function asksForWebSocket({ method, minorVersion, fields, body }: SeenRequest): boolean {
  const has = (name: string, wanted: string): boolean =>
    fields.some(
      ([field, value]) =>
        field === name &&
        value
          .toLowerCase()
          .split(/[ \t]*,[ \t]*/)
          .includes(wanted),
    );
  const hasBody = body !== '' || fields.some(([name]) => name === 'transfer-encoding');
  return (
    method === 'GET' && minorVersion === 1 && !hasBody && has('connection', 'upgrade') && has('upgrade', 'websocket')
  );
}

function linesOf(trailers: string): Pair[] {
  return trailers
    .split('\r\n')
    .slice(0, -1)
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
    });
}
