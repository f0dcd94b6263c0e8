import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, readRequests } from '../fixtures/recorders.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { REFUSALS, type RefusalReason } from './refusal.ts';

const HOST = 'Host: example.test\r\n';
const read = (text: string): ReturnType<typeof readRequests> => readRequests([Buffer.from(text, 'latin1')]);

const VALID = [
  `GET / HTTP/1.1\r\n${HOST}\r\n`,
  `\r\nGET /a?b=c HTTP/1.1\r\n${HOST}Accept:  */* \t\r\nX-Empty:\r\n\r\n`,
  `POST /p HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nhello`,
  `POST /p HTTP/1.1\r\n${HOST}Transfer-Encoding: Chunked\r\n\r\n5;a=b;c="d\\"e"\r\nhello\r\nA\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n`,
  `GET / HTTP/1.0\r\n\r\n`,
  `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`,
  `GET http://example.test/x HTTP/1.1\r\n${HOST}\r\n`,
  `PROPFIND /d HTTP/1.1\r\n${HOST}Connection: close, X-Hop\r\nX-Hop: 1\r\n\r\n`,
];

const REFUSED: readonly (readonly [name: string, request: string, reason: RefusalReason])[] = [
  ['LF after the request line', `GET / HTTP/1.1\n${HOST}\r\n`, 'bare_lf'],
  ['LF after a header', 'GET / HTTP/1.1\r\nHost: a\n\r\n', 'bare_lf'],
  ['LF as the end of the head', `GET / HTTP/1.1\r\n${HOST}\n`, 'bare_lf'],
  ['LF inside a name', `GET / HTTP/1.1\r\n${HOST}X\nY: 1\r\n\r\n`, 'bare_lf'],
  ['CR inside a value', `GET / HTTP/1.1\r\n${HOST}X: a\rb\r\n\r\n`, 'bare_cr'],
  ['CR CR LF', `GET / HTTP/1.1\r\r\n${HOST}\r\n`, 'bare_cr'],
  ['a folded line', `GET / HTTP/1.1\r\n${HOST}X: a\r\n b\r\n\r\n`, 'folded_line'],
  ['white space before the first header', `GET / HTTP/1.1\r\n ${HOST}\r\n`, 'folded_line'],
  ['white space before a colon', `GET / HTTP/1.1\r\n${HOST}Content-Length : 5\r\n\r\n`, 'space_before_colon'],
  ['a tab before a colon', `GET / HTTP/1.1\r\n${HOST}Transfer-Encoding\t: chunked\r\n\r\n`, 'space_before_colon'],
  ['an empty header name', `GET / HTTP/1.1\r\n${HOST}: x\r\n\r\n`, 'bad_field_name'],
  ['a header without a colon', `GET / HTTP/1.1\r\n${HOST}X\r\n\r\n`, 'bad_field_name'],
  ['a name in brackets', `GET / HTTP/1.1\r\n${HOST}[X]: 1\r\n\r\n`, 'bad_field_name'],
  ['a name beyond ASCII', `GET / HTTP/1.1\r\n${HOST}X\xff: 1\r\n\r\n`, 'bad_field_name'],
  ['NUL in a value', `GET / HTTP/1.1\r\n${HOST}X: a\0b\r\n\r\n`, 'bad_field_value'],
  ['vertical tab before chunked', `GET / HTTP/1.1\r\n${HOST}Transfer-Encoding: \x0bchunked\r\n\r\n`, 'bad_field_value'],
  ['DEL in a value', `GET / HTTP/1.1\r\n${HOST}X: \x7f\r\n\r\n`, 'bad_field_value'],
  [
    'length and encoding',
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'length_and_encoding',
  ],
  [
    'encoding and length',
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
    'length_and_encoding',
  ],
  [
    'two lengths that differ',
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
    'repeated_content_length',
  ],
  [
    'two lengths that agree',
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`,
    'repeated_content_length',
  ],
  ['a list of lengths', `POST / HTTP/1.1\r\n${HOST}Content-Length: 5, 5\r\n\r\nhello`, 'bad_content_length'],
  ['a signed length', `POST / HTTP/1.1\r\n${HOST}Content-Length: +5\r\n\r\nhello`, 'bad_content_length'],
  ['a negative length', `POST / HTTP/1.1\r\n${HOST}Content-Length: -5\r\n\r\nhello`, 'bad_content_length'],
  ['a hexadecimal length', `POST / HTTP/1.1\r\n${HOST}Content-Length: 0x5\r\n\r\nhello`, 'bad_content_length'],
  ['a length with an underscore', `POST / HTTP/1.1\r\n${HOST}Content-Length: 1_0\r\n\r\nhello`, 'bad_content_length'],
  ['an empty length', `POST / HTTP/1.1\r\n${HOST}Content-Length:\r\n\r\nhello`, 'bad_content_length'],
  [
    'a length beyond counting',
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 18446744073709551621\r\n\r\nhello`,
    'bad_content_length',
  ],
  [
    'a second encoding',
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`,
    'repeated_transfer_encoding',
  ],
  [
    'chunked then identity',
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, identity\r\n\r\n`,
    'unknown_transfer_encoding',
  ],
  [
    'gzip then chunked',
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: gzip, chunked\r\n\r\n`,
    'unknown_transfer_encoding',
  ],
  ['xchunked', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n`, 'unknown_transfer_encoding'],
  ['quoted chunked', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: "chunked"\r\n\r\n`, 'unknown_transfer_encoding'],
  ['chunked and a tab', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked \t\r\n\r\n`, 'unknown_transfer_encoding'],
  ['an empty encoding', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding:\r\n\r\n`, 'unknown_transfer_encoding'],
  [
    'chunked in HTTP/1.0',
    `POST / HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'transfer_encoding_in_http_1_0',
  ],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', 'missing_host'],
  ['two hosts', `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`, 'repeated_host'],
  ['an empty host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n', 'bad_host'],
  ['a host with a path', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', 'bad_host'],
  ['a host with user information', 'GET / HTTP/1.1\r\nHost: a@b\r\n\r\n', 'bad_host'],
  ['a host with a bad port', 'GET / HTTP/1.1\r\nHost: a:8x\r\n\r\n', 'bad_host'],
  ['a host that is a list', 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n', 'bad_host'],
  ['a target that names another host', `GET http://other.test/ HTTP/1.1\r\n${HOST}\r\n`, 'bad_host'],
  ['a target with user information', 'GET http://a@example.test/ HTTP/1.1\r\nHost: example.test\r\n\r\n', 'bad_target'],
  ['another scheme', `GET ftp://example.test/ HTTP/1.1\r\n${HOST}\r\n`, 'bad_target'],
  ['authority form', `GET example.test:80 HTTP/1.1\r\n${HOST}\r\n`, 'bad_target'],
  ['asterisk form with GET', `GET * HTTP/1.1\r\n${HOST}\r\n`, 'bad_target'],
  ['a fragment', `GET /a#b HTTP/1.1\r\n${HOST}\r\n`, 'bad_target'],
  ['a tab in the target', `GET /a\tb HTTP/1.1\r\n${HOST}\r\n`, 'bad_target'],
  ['bytes beyond ASCII in the target', `GET /\xe4 HTTP/1.1\r\n${HOST}\r\n`, 'bad_target'],
  ['two spaces', `GET  / HTTP/1.1\r\n${HOST}\r\n`, 'bad_target'],
  ['HTTP/0.9', 'GET /\r\n', 'bad_version'],
  ['a space after the version', `GET / HTTP/1.1 \r\n${HOST}\r\n`, 'bad_version'],
  ['lower-case http', `GET / http/1.1\r\n${HOST}\r\n`, 'bad_version'],
  ['HTTP/1.10', `GET / HTTP/1.10\r\n${HOST}\r\n`, 'bad_version'],
  ['HTTP/1.2', `GET / HTTP/1.2\r\n${HOST}\r\n`, 'version_not_supported'],
  ['HTTP/2.0', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'version_not_supported'],
  ['a method in brackets', `(GET) / HTTP/1.1\r\n${HOST}\r\n`, 'bad_method'],
  ['a TLS greeting', '\x16\x03\x01\x02', 'bad_method'],
  ['two empty lines first', `\r\n\r\nGET / HTTP/1.1\r\n${HOST}\r\n`, 'bad_method'],
  ['CONNECT', `CONNECT example.test:80 HTTP/1.1\r\n${HOST}\r\n`, 'method_not_supported'],
  ['Connection that names Host', `GET / HTTP/1.1\r\n${HOST}Connection: close, host\r\n\r\n`, 'bad_connection'],
  ['Connection that names our trace', `GET / HTTP/1.1\r\n${HOST}Connection: Traceparent\r\n\r\n`, 'bad_connection'],
  ['Connection that names a mark', `GET / HTTP/1.1\r\n${HOST}Connection: nines-declared\r\n\r\n`, 'bad_connection'],
  ['Connection that names a version', `GET / HTTP/1.1\r\n${HOST}Connection: Nines-Version\r\n\r\n`, 'bad_connection'],
  ['Connection that is no list', `GET / HTTP/1.1\r\n${HOST}Connection: close;x\r\n\r\n`, 'bad_connection'],
];

const CHUNKED = `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`;
const REFUSED_CHUNKS: readonly (readonly [name: string, body: string, reason: RefusalReason])[] = [
  ['a prefixed size', '0x5\r\nhello\r\n0\r\n\r\n', 'bad_chunk_size'],
  ['a signed size', '+5\r\nhello\r\n0\r\n\r\n', 'bad_chunk_size'],
  ['a negative size', '-5\r\nhello\r\n0\r\n\r\n', 'bad_chunk_size'],
  ['a blank before a size', ' 5\r\nhello\r\n0\r\n\r\n', 'bad_chunk_size'],
  ['a blank after a size', '5 \r\nhello\r\n0\r\n\r\n', 'bad_chunk_size'],
  ['an empty size', '\r\nhello\r\n0\r\n\r\n', 'bad_chunk_size'],
  ['a size with an underscore', '1_0\r\nhello\r\n', 'bad_chunk_size'],
  ['a size that overflows', 'fffffffffffffffff\r\nhello\r\n', 'bad_chunk_size'],
  ['LF after a size', '5\nhello\r\n0\r\n\r\n', 'bare_lf'],
  ['CR after a size', '5\rhello\r\n0\r\n\r\n', 'bare_cr'],
  ['data longer than its size', '4\r\nhello\r\n0\r\n\r\n', 'bad_chunk_end'],
  ['LF after data', '5\r\nhello\n0\r\n\r\n', 'bad_chunk_end'],
  ['CR X after data', '5\r\nhello\rX0\r\n\r\n', 'bad_chunk_end'],
  ['LF in an extension', '5;a\nhello\r\n0\r\n\r\n', 'bad_chunk_extension'],
  ['LF in a quoted extension', '5;a="\n"\r\nhello\r\n0\r\n\r\n', 'bad_chunk_extension'],
  ['an empty extension', '5;\r\nhello\r\n0\r\n\r\n', 'bad_chunk_extension'],
  ['a blank before an extension', '5; a\r\nhello\r\n0\r\n\r\n', 'bad_chunk_extension'],
  ['an extension without a value', '5;a=\r\nhello\r\n0\r\n\r\n', 'bad_chunk_extension'],
  ['an endless extension', `5;${'a'.repeat(2_000)}`, 'bad_chunk_extension'],
  ['a trailer for framing', '0\r\nContent-Length: 5\r\n\r\n', 'bad_trailer'],
  ['a trailer for authentication', '0\r\nAuthorization: x\r\n\r\n', 'bad_trailer'],
  ['a trailer that some take for one of a proxy', '0\r\nX_Forwarded_For: x\r\n\r\n', 'bad_trailer'],
  ['LF in the trailers', '0\r\nX: 1\n\r\n', 'bare_lf'],
  ['a folded trailer', '0\r\nX: 1\r\n y\r\n\r\n', 'folded_line'],
  ['LF as the end', '0\r\n\n', 'bare_lf'],
];

describe('request parser', () => {
  it('reads well-formed requests, one after the other', () => {
    const { requests, refusal } = read(VALID.join(''));
    expect(refusal).toBeUndefined();
    expect(requests.map(({ method, target, body, isComplete }) => [method, target, body, isComplete])).toEqual([
      ['GET', '/', '', true],
      ['GET', '/a?b=c', '', true],
      ['POST', '/p', 'hello', true],
      ['POST', '/p', 'hello0123456789', true],
      ['GET', '/', '', true],
      ['OPTIONS', '*', '', true],
      ['GET', '/x', '', true],
      ['PROPFIND', '/d', '', true],
    ]);
    expect(requests[1]?.fields).toEqual([
      ['host', 'example.test'],
      ['accept', '*/*'],
      ['x-empty', ''],
    ]);
    expect(requests[3]?.trailers).toBe('X-Sum: 1\r\n');
  });

  it.each(REFUSED)('refuses %s', (_, request, reason) => {
    expect(read(request)).toMatchObject({ refusal: reason, requests: [] });
  });

  it.each(REFUSED_CHUNKS)('refuses a chunked body with %s', (_, body, reason) => {
    expect(read(CHUNKED + body).refusal).toBe(reason);
  });

  it('holds its limits exactly', () => {
    const limits = { ...DEFAULT_SETTINGS, maxRequestLineBytes: 30, maxHeadBytes: 60, maxFields: 2, maxBodyBytes: 4 };
    const refusalOf = (text: string): string | undefined => readRequests([Buffer.from(text)], limits).refusal;
    expect(refusalOf(`GET /${'a'.repeat(14)} HTTP/1.1\r\nHost: a\r\n\r\n`)).toBeUndefined();
    expect(refusalOf(`GET /${'a'.repeat(15)} HTTP/1.1\r\nHost: a\r\n\r\n`)).toBe('target_too_long');
    expect(refusalOf(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(28)}\r\n\r\n`)).toBeUndefined();
    expect(refusalOf(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(31)}\r\n\r\n`)).toBe('head_too_large');
    expect(refusalOf('GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\n\r\n')).toBe('too_many_fields');
    expect(refusalOf('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n')).toBe('body_too_large');
    expect(refusalOf('POST / HTTP/1.1\r\nTransfer-Encoding:chunked\r\nHost:a\r\n\r\n3\r\nabc\r\n2\r\n')).toBe(
      'body_too_large',
    );
  });

  it('says the same whatever the cuts', () => {
    const texts = [...VALID, ...REFUSED.map(([, text]) => text), ...REFUSED_CHUNKS.map(([, body]) => CHUNKED + body)];
    for (const text of texts) {
      const whole = readRequests(cut(text, []));
      for (let position = 1; position < text.length; position += 1) {
        expect(readRequests(cut(text, [position])), text).toEqual(whole);
      }
      expect(
        readRequests(
          cut(
            text,
            Array.from(text, (_, index) => index),
          ),
        ),
        text,
      ).toEqual(whole);
    }
  });

  it('says the same whatever the cuts, for pipelines', () => {
    const pieces = fc.array(fc.constantFrom(...VALID, ...REFUSED.map(([, text]) => text)), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(), { maxLength: 8 }), (messages, positions) => {
        const text = messages.join('');
        expect(readRequests(cut(text, positions))).toEqual(readRequests(cut(text, [])));
      }),
    );
  });

  it('has a status and a text for every refusal', () => {
    for (const { status, detail } of Object.values(REFUSALS)) {
      expect([400, 413, 414, 431, 501, 505]).toContain(status);
      expect(detail).not.toBe('');
    }
  });
});
