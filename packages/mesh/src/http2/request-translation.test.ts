/** Whatever a client says in HTTP/2, two parsers of HTTP/1.1 read the one request out of it that was meant, or none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRequests } from '../fixtures/recorders.ts';
import { translateRequest, translateTrailers } from './request-translation.ts';

const PSEUDO = [':method', 'GET', ':scheme', 'https', ':authority', 'a.localhost', ':path', '/'];

function withPseudo(name: string, value: string): string[] {
  const fields = [...PSEUDO];
  fields[fields.indexOf(name) + 1] = value;
  return fields;
}

describe('a translated request', () => {
  it('says the same in HTTP/1.1', () => {
    const fields = [...PSEUDO, 'cookie', 'a=1', 'accept', '*/*', 'cookie', 'b=2'];
    expect(translateRequest(fields, false)).toEqual({
      method: 'GET',
      isChunked: false,
      head: 'GET / HTTP/1.1\r\nhost: a.localhost\r\naccept: */*\r\ncookie: a=1; b=2\r\nconnection: close\r\n\r\n',
    });
  });

  it.each([
    ['a body of unknown length', [], true, true],
    ['a body of known length', ['content-length', '4'], true, false],
    ['no body', [], false, false],
  ])('has chunks for %s only', (_, more, hasBody, isChunked) => {
    expect(translateRequest([...PSEUDO, ...more], hasBody)).toMatchObject({ isChunked });
  });

  it.each([
    ['connection_field', [...PSEUDO, 'connection', 'x']],
    ['connection_field', [...PSEUDO, 'transfer-encoding', 'chunked']],
    ['connection_field', [...PSEUDO, 'upgrade', 'websocket']],
    ['connection_field', [...PSEUDO, 'http2-settings', 'x']],
    ['bad_field_name', [...PSEUDO, 'X-Upper', 'x']],
    ['bad_field_name', [...PSEUDO, 'a b', 'x']],
    ['bad_field_name', [...PSEUDO, 'x:y', 'x']],
    ['bad_field_name', [...PSEUDO, '', 'x']],
    ['bad_field_value', [...PSEUDO, 'x', 'a\r\ntransfer-encoding: chunked']],
    ['bad_field_value', [...PSEUDO, 'x', 'a\nb']],
    ['bad_field_value', [...PSEUDO, 'x', 'a\0b']],
    ['bad_pseudo_field', [...PSEUDO, 'x', 'y', ':path', '/other']],
    ['bad_pseudo_field', [...PSEUDO, ':path', '/other']],
    ['bad_pseudo_field', [...PSEUDO, ':protocol', 'websocket']],
    ['bad_pseudo_field', withPseudo(':scheme', 'http')],
    ['bad_method', withPseudo(':method', 'GET / HTTP/1.1\r\nx: y\r\n\r\nGET')],
    ['bad_method', withPseudo(':method', '')],
    ['method_not_supported', withPseudo(':method', 'CONNECT')],
    ['bad_target', withPseudo(':path', 'http://other.localhost/')],
    ['bad_target', withPseudo(':path', '/ HTTP/1.1\r\nhost: other')],
    ['bad_target', withPseudo(':path', '/a b')],
    ['bad_target', withPseudo(':path', '')],
    ['bad_host', withPseudo(':authority', 'user@a.localhost')],
    ['bad_host', [...PSEUDO, 'host', 'b.localhost']],
    ['repeated_host', [...PSEUDO, 'host', 'a.localhost', 'host', 'a.localhost']],
  ])('is refused: %s', (reason, fields) => {
    expect(translateRequest(fields, false)).toBe(reason);
  });

  it('is read as the one request that was meant, or refused, whatever stands in it', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aB1/:;=,* \t\r\n\0\u00e9%?#<"@_-'.split('')), maxLength: 12 });
    const name = fc.oneof(fc.constantFrom('x-a', 'host', 'cookie', 'content-length', 'expect', 'te'), text);
    const arbitrary = fc.record({
      method: fc.oneof(fc.constantFrom('GET', 'POST', 'HEAD'), text),
      path: fc.oneof(
        fc.constant('/'),
        text.map((rest) => `/${rest}`),
        text,
      ),
      authority: fc.oneof(fc.constant('a.localhost'), text),
      fields: fc.array(fc.tuple(name, text), { maxLength: 6 }),
      hasBody: fc.boolean(),
    });
    fc.assert(
      fc.property(arbitrary, ({ method, path, authority, fields, hasBody }) => {
        const pseudo = [':method', method, ':scheme', 'https', ':authority', authority, ':path', path];
        const translated = translateRequest([...pseudo, ...fields.flat()], hasBody);
        if (typeof translated === 'string') return;
        const { requests, refusal } = readRequests([Buffer.from(translated.head, 'latin1')]);
        if (refusal !== undefined) return;
        expect(requests).toHaveLength(1);
        expect(requests[0]).toMatchObject({ method, target: path, keepAlive: false });
        const names = requests[0]?.fields.map(([seen]) => seen) ?? [];
        const added = ['host', 'connection', ...(translated.isChunked ? ['transfer-encoding'] : [])];
        const sent = fields.map(([seen]) => seen).filter((seen) => seen !== 'host');
        const merged = [...sent.filter((seen) => seen !== 'cookie'), ...(sent.includes('cookie') ? ['cookie'] : [])];
        expect(names.toSorted()).toEqual([...added, ...merged].toSorted());
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('translated trailers', () => {
  it('are lines', () => {
    expect(translateTrailers(['x-sum', '1', 'x-more', ''])).toBe('x-sum: 1\r\nx-more: \r\n');
  });

  it.each([[['x', 'a\r\nb']], [[':path', '/']], [['connection', 'x']]])('are refused as a whole: %j', (fields) => {
    expect(translateTrailers(fields)).toBeUndefined();
  });
});
