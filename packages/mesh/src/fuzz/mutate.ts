/** Small damage of the kinds that make two parsers disagree. */
import { below, pick } from './random.ts';
import type { Random } from '../upstream/balancer.ts';

const INSERTIONS: readonly [string, ...string[]] = [
  ...([
    '\r',
    '\n',
    '\r\n',
    '\n\n',
    ' ',
    '\t',
    '\0',
    '\x0b',
    '\x0c',
    '\x7f',
    '\xa0',
    '\xff',
    ':',
    ';',
    ',',
    '"',
    '\\',
    '=',
  ] as const),
  ...['+', '-', '0', '0x', '_', '#', '%0d%0a', '\r\n ', '\r\n\t', 'chunked', ', chunked', 'Content-Length: 3\r\n'],
  ...[
    'Transfer-Encoding: chunked\r\n',
    'Host: evil.test\r\n',
    '\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n',
    '0\r\n\r\n',
  ],
];

/** `text` with one to three changes: a byte replaced, removed or doubled, something inserted, a piece moved or cut off. */
export function mutate(random: Random, text: string): string {
  let changed = text;
  for (let count = 1 + below(random, 3); count > 0; count -= 1) changed = change(random, changed);
  return changed;
}

function change(random: Random, text: string): string {
  const at = below(random, text.length + 1);
  const rest = text.slice(at);
  const end = at + 1 + below(random, 12);
  switch (below(random, 8)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(below(random, 256)) + rest.slice(1);
    case 1:
      return text.slice(0, at) + text.slice(end);
    case 2:
      return text.slice(0, at) + text.slice(at, end) + rest;
    case 3:
      return text.slice(0, at);
    case 4:
      return text.slice(end) + text.slice(at, end);
    case 5:
      return text.slice(0, at) + flipCase(text.slice(at, end)) + text.slice(end);
    default:
      return text.slice(0, at) + pick(random, INSERTIONS) + rest;
  }
}

function flipCase(text: string): string {
  return text.toUpperCase() === text ? text.toLowerCase() : text.toUpperCase();
}
