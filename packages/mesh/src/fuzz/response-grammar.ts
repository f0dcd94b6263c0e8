/** Responses of every kind of framing, and wrong ones. */
import { mutate } from './mutate.ts';
import { below, bodyText, pick } from './random.ts';
import type { Random } from '../upstream/balancer.ts';
import { chunked } from './request-grammar.ts';

const STATUSES = [
  '200 OK',
  '200 ',
  '201 Created',
  '204 No Content',
  '304 Not Modified',
  '404 Not Found',
  '500 Oh \xe9',
  '599 x',
  '999 x',
] as const;
const FIELDS = [
  'Content-Type: text/plain',
  'X-Empty:',
  'X-Padded: \t a b \t ',
  'Set-Cookie: a=b',
  'Set-Cookie: c=d',
  'Connection: keep-alive',
  'Connection: close',
  'Connection: X-Hop',
  'X-Hop: 1',
  'Keep-Alive: timeout=5, max=10',
  'Upgrade: h2c',
  'Trailer: X-T',
  'Date: Fri, 20 Nov 2026 10:00:00 GMT',
] as const;
const INFORMATIONAL = [
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n',
  'HTTP/1.1 102 \r\nX: y\r\n\r\n',
] as const;
const SIZES = [0, 1, 5, 200, 5_000] as const;

export function generateResponse(random: Random): string {
  const before = random() < 0.85 ? '' : pick(random, INFORMATIONAL);
  const text = before + response(random);
  return random() < 0.5 ? text : mutate(random, text);
}

function response(random: Random): string {
  const version = random() < 0.93 ? '1.1' : pick(random, ['1.0', '1.0', '1.2', '2.0']);
  const fields = Array.from({ length: below(random, 5) }, () => `${pick(random, FIELDS)}\r\n`);
  const body = bodyText(random, pick(random, SIZES));
  const [framing, coded] = bodyOf(random, body);
  const lines = [...fields, framing].toSorted(() => random() - 0.5).join('');
  return `HTTP/${version} ${pick(random, STATUSES)}\r\n${lines}\r\n${coded}`;
}

function bodyOf(random: Random, body: string): readonly [framing: string, body: string] {
  const kind = random();
  if (kind < 0.15) return ['', body];
  if (kind < 0.5) return [`Content-Length: ${body.length}\r\n`, body];
  if (kind < 0.9) return ['Transfer-Encoding: chunked\r\n', chunked(random, body)];
  if (kind < 0.95) return [`Content-Length: ${pick(random, ['+1', '1, 1', '0x1', ''])}\r\n`, body];
  return [`Content-Length: ${body.length}\r\nTransfer-Encoding: chunked\r\n`, chunked(random, body)];
}
