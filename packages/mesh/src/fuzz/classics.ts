/**
 * Request smuggling and response splitting as they are known, one connection's bytes each. None may reach the service as
 * anything but the one request, if that, that every reader sees in it.
 *
 * @see RFC 9112, section 11; J. Kettle, "HTTP Desync Attacks" (2019) and "Browser-Powered Desync Attacks" (2022);
 *   A. Klein, "HTTP Request Smuggling in 2020"; chunk extensions: CVE-2025-55315, "TE.0", "CL.0", "0.CL"
 */

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\n';
const CL_TE = `${HEAD}Content-Length: ${5 + SMUGGLED.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`;

/** Ways to write the coding so that one reader takes it and another does not. */
const OBFUSCATED_ENCODINGS = [
  'Transfer-Encoding : chunked',
  'Transfer-Encoding: xchunked',
  'Transfer-Encoding: chunked, identity',
  'Transfer-Encoding: identity, chunked',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding: x',
  'Transfer-Encoding: x\r\nTransfer-Encoding: chunked',
  'Transfer-Encoding:\x0bchunked',
  'Transfer-Encoding:\x0cchunked',
  'Transfer-Encoding: chunked\x0b',
  'Transfer-Encoding: \xa0chunked',
  'Transfer-Encoding: chun\xe7ked',
  'Transfer-Encoding: "chunked"',
  "Transfer-Encoding: 'chunked'",
  'Transfer-Encoding:\r\n chunked',
  'Transfer-Encoding\r\n: chunked',
  ' Transfer-Encoding: chunked',
  'X: y\nTransfer-Encoding: chunked',
  'X: y\rTransfer-Encoding: chunked',
  'X: y\r\n\tTransfer-Encoding: chunked',
  'Transfer-Encoding: chunked\0',
  'Transfer\x00-Encoding: chunked',
  'Transfer_Encoding: chunked',
  'Transfer-Encoding: chunked;q=1',
  'Transfer-Encoding: , chunked',
  'Transfer-Encoding: chunked,',
  'transfer-ENCODING: ChUnKeD',
  'Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked',
  'Connection: Content-Length\r\nTransfer-Encoding: chunked',
];

const OBFUSCATED_LENGTHS = [
  '+0',
  '-0',
  '0, 44',
  '00',
  '0x0',
  '0 44',
  '0;44',
  '0\0',
  '0\r\nContent-Length: 44',
  '0\r\n 44',
  '',
  '1e0',
];

/** Chunked bodies in which two readers may find two ends. */
const CHUNK_TRICKS = [
  '0;\n\r\n',
  '0;a="\r\n\r\n',
  '0;a\r\r\n\r\n',
  '0\n\r\n',
  '0\r\r\n',
  '0 \r\n\r\n',
  '00000000000000000\r\n\r\n',
  '100000000\r\n\r\n',
  '0x0\r\n\r\n',
  '+0\r\n\r\n',
  '-0\r\n\r\n',
  '2;\nxx\r\n0\r\n\r\n',
  '1\r\na\n0\r\n\r\n',
  '1\r\naX\r\n0\r\n\r\n',
  '1\r\na\r0\r\n\r\n',
  '0\r\nContent-Length: 44\r\n\r\n',
  '0\r\nHost: evil\r\n\r\n',
  '0\r\nX: y\n\r\n',
  '0\r\n X: y\r\n\r\n',
  '0\r\nX\r\n\r\n',
  '0\r\n\n',
];

export const CLASSICS: readonly string[] = [
  CL_TE,
  `${HEAD}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`,
  ...OBFUSCATED_ENCODINGS.flatMap((line) => [
    `${HEAD}${line}\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    `${HEAD}Content-Length: 5\r\n${line}\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    `${HEAD}${line}\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  ]),
  ...OBFUSCATED_LENGTHS.flatMap((value) => [
    `${HEAD}Content-Length: ${value}\r\n\r\n${SMUGGLED}`,
    `${HEAD}Content-Length : ${value}\r\n\r\n${SMUGGLED}`,
    `${HEAD}Content_Length: 44\r\nContent-Length: ${value}\r\n\r\n${SMUGGLED}`,
  ]),
  ...CHUNK_TRICKS.map((body) => `${HEAD}Transfer-Encoding: chunked\r\n\r\n${body}${SMUGGLED}`),
  `GET / HTTP/1.1\r\nHost: x\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
  `GET / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  `GET / HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n${SMUGGLED}`,
  `GET / HTTP/1.1\r\nHost: x\r\nX: a%0d%0aTransfer-Encoding: chunked\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: x\r\nHost: evil\r\n\r\n`,
  `GET http://evil/ HTTP/1.1\r\nHost: x\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
  `GET /\r\n\r\n${SMUGGLED}`,
  `GET / HTTP/1.1 GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: x\r\n\r\n\r\n${SMUGGLED}`,
  `GET / HTTP/1.1\nHost: x\n\n${SMUGGLED}`,
  `GET / HTTP/1.1\r\n Host: x\r\n\r\n${SMUGGLED}`,
];
