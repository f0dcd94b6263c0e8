import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, readResponse } from '../fixtures/recorders.ts';
import type { RefusalReason } from './refusal.ts';

const read = (text: string, method = 'GET', closes = false): ReturnType<typeof readResponse> =>
  readResponse([Buffer.from(text, 'latin1')], method, closes);

const REFUSED: readonly (readonly [name: string, response: string, reason: RefusalReason])[] = [
  ['another protocol', 'ICY 200 OK\r\n\r\n', 'bad_status_line'],
  ['another version', 'HTTP/2.0 200 OK\r\n\r\n', 'bad_status_line'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', 'bad_status_line'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 'bad_status_line'],
  ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n', 'bad_status_line'],
  ['no space after the status', 'HTTP/1.1 200\r\n\r\n', 'bad_status_line'],
  ['LF after the status line', 'HTTP/1.1 200 OK\n\r\n', 'bare_lf'],
  ['LF after a header', 'HTTP/1.1 200 OK\r\nA: b\n\r\n', 'bare_lf'],
  ['NUL in the reason', 'HTTP/1.1 200 O\0K\r\n\r\n', 'bad_status_line'],
  ['a folded line', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n', 'folded_line'],
  [
    'length and encoding',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    'length_and_encoding',
  ],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n', 'repeated_content_length'],
  ['a signed length', 'HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n', 'bad_content_length'],
  ['another encoding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n', 'unknown_transfer_encoding'],
  ['chunked in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'transfer_encoding_in_http_1_0'],
  ['204 with a body', 'HTTP/1.1 204 No Content\r\nContent-Length: 1\r\n\r\nx', 'body_not_allowed'],
  ['1xx with a body', 'HTTP/1.1 103 Early\r\nTransfer-Encoding: chunked\r\n\r\n', 'body_not_allowed'],
  ['a bad chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n', 'bad_chunk_size'],
];

const VALID = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
  'HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n',
  'HTTP/1.0 200 OK\r\n\r\nuntil the end',
];

describe('response parser', () => {
  it.each(REFUSED)('refuses %s', (_, response, reason) => {
    expect(read(response).refusal).toBe(reason);
  });

  it('finds the end of a body by length, by chunks and by close', () => {
    expect(read(`${VALID[0] ?? ''}more`)).toMatchObject({ rest: 4, responses: [{ body: 'hello', isComplete: true }] });
    expect(read(VALID[1] ?? '').responses).toMatchObject([{ body: 'hello', trailers: 'X-T: 1\r\n', isComplete: true }]);
    expect(read(VALID[4] ?? '').responses).toMatchObject([{ body: 'until the end', isComplete: false }]);
    expect(read(VALID[4] ?? '', 'GET', true).responses).toMatchObject([{ body: 'until the end', isComplete: true }]);
  });

  it('expects no body where there is none', () => {
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', 'HEAD').responses).toMatchObject([
      { isComplete: true },
    ]);
    expect(read('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'HEAD').responses).toMatchObject([
      { isComplete: true },
    ]);
    expect(read(VALID[3] ?? '').responses).toMatchObject([{ status: 304, isComplete: true }]);
  });

  it('reads any number of informational responses before the final one', () => {
    expect(read(VALID[2] ?? '').responses.map(({ status }) => status)).toEqual([100, 103, 204]);
  });

  it('stops behind 101', () => {
    expect(read('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nraw')).toMatchObject({ rest: 3 });
  });

  it('says the same whatever the cuts', () => {
    const texts = fc.constantFrom(...VALID, ...REFUSED.map(([, text]) => text));
    fc.assert(
      fc.property(texts, fc.array(fc.nat(), { maxLength: 8 }), (text, positions) => {
        expect(readResponse(cut(text, positions))).toEqual(readResponse(cut(text, [])));
      }),
      { numRuns: 500 },
    );
  });
});
