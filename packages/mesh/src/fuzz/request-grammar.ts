/** Requests from a grammar that covers every form of the protocol, and nearly as many that are wrong. */
import { mutate } from './mutate.ts';
import { below, bodyText, pick } from './random.ts';
import type { Random } from '../upstream/balancer.ts';

const METHODS = [
  'GET',
  'GET',
  'POST',
  'POST',
  'PUT',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'PROPFIND',
  'PURGE',
] as const;
const TARGETS = [
  '/',
  '/a',
  '/a?b=c&d=[e]|{f}',
  '//x',
  '/a/../b',
  '/%00',
  '/a;b',
  'http://x/',
  'http://x?q',
  'http://X/y',
  '*',
] as const;
const FIELDS = [
  'Accept: */*',
  'X-Empty:',
  'X-Padded: \t a b \t ',
  'X-Text: caf\xe9 \xff',
  'Cookie: a=b; c="d"',
  'Connection: keep-alive',
  'Connection: close',
  'Connection: keep-alive, X-Hop',
  'Connection: , ,close,',
  'X-Hop: 1',
  'Keep-Alive: timeout=5',
  'Proxy-Connection: keep-alive',
  'TE: trailers',
  'Trailer: X-T',
  'Upgrade: h2c',
  'Expect: 100-continue',
  'X-Forwarded-For: 1.2.3.4',
  'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  'Traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-01',
  'tracestate: a=b',
  'Nines-Declared: v1;source=visitors;exp=1790000000;sig=0123456789012345678901234567890123456789012',
  'nines-version: v1',
  'Date: Fri, 20 Nov 2026 10:00:00 GMT',
] as const;
const LENGTHS = ['+5', '-1', '5, 5', '0x5', '5 ', '05', '1e1', '', '99999999999999999999', '5;'] as const;
const ENCODINGS = [
  'chunked',
  'Chunked',
  'chunked, chunked',
  'gzip, chunked',
  'chunked, identity',
  'xchunked',
  ' chunked ',
  '\x0bchunked',
  '"chunked"',
  'identity',
  '',
] as const;
const EXTENSIONS = ['', '', '', '', ';a', ';a=b', ';a="b\\"c"', ';', '; a', ';a=', ';\n', ' ', '\t'] as const;
const SIZES = [0, 1, 5, 16, 200, 5_000] as const;

/** One to three messages on a connection, some of them damaged. */
export function generateRequests(random: Random): string {
  const count = pick(random, [1, 1, 1, 2, 3]);
  const text = Array.from({ length: count }, () => request(random)).join('');
  return random() < 0.5 ? text : mutate(random, text);
}

function request(random: Random): string {
  const version = random() < 0.93 ? '1.1' : pick(random, ['1.0', '1.0', '1.2', '2.0', '0.9']);
  const fields = Array.from({ length: below(random, 5) }, () => `${pick(random, FIELDS)}\r\n`);
  const host =
    random() < 0.97 ? 'Host: x\r\n' : pick(random, ['', 'Host: \r\n', 'Host: a b\r\n', 'Host: x\r\nHost: x\r\n']);
  const [framing, body] = bodyOf(random);
  const lines = [...fields, host, framing].toSorted(() => random() - 0.5).join('');
  return `${pick(random, METHODS)} ${pick(random, TARGETS)} HTTP/${version}\r\n${lines}\r\n${body}`;
}

function bodyOf(random: Random): readonly [framing: string, body: string] {
  const body = bodyText(random, pick(random, SIZES));
  const kind = random();
  if (kind < 0.35) return ['', ''];
  if (kind < 0.6) return [`Content-Length: ${body.length}\r\n`, body];
  if (kind < 0.9) return ['Transfer-Encoding: chunked\r\n', chunked(random, body)];
  if (kind < 0.94) return [`Content-Length: ${pick(random, LENGTHS)}\r\n`, body];
  if (kind < 0.97) return [`Transfer-Encoding: ${pick(random, ENCODINGS)}\r\n`, chunked(random, body)];
  return [`Content-Length: ${body.length}\r\nTransfer-Encoding: chunked\r\n`, chunked(random, body)];
}

/** A body in chunks of random sizes, with extensions and trailers. */
export function chunked(random: Random, body: string): string {
  let text = '';
  for (let at = 0; at < body.length;) {
    const piece = body.slice(at, at + 1 + below(random, 800));
    const size = random() < 0.5 ? piece.length.toString(16) : `00${piece.length.toString(16).toUpperCase()}`;
    text += `${size}${extension(random)}\r\n${piece}\r\n`;
    at += piece.length;
  }
  const trailers =
    random() < 0.8 ? '' : pick(random, ['X-T: 1\r\n', 'X-T:1\r\nX-U:\r\n', 'Content-Length: 3\r\n', 'X-T: 1\n']);
  return `${text}0${extension(random)}\r\n${trailers}\r\n`;
}

function extension(random: Random): string {
  return random() < 0.9 ? '' : pick(random, EXTENSIONS);
}
