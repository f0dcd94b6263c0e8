/**
 * Why a message is refused, and what the sender is told. One table, so that the status, the metric label and the text
 * cannot drift apart.
 *
 * @see RFC 9112, sections 2.2, 3, 5, 6, 7, 11; RFC 9110, sections 15.5 and 15.6; RFC 6585, section 5 (431)
 */

export interface RefusalRule {
  readonly status: number;
  /** What was wrong, for the person who sent it. */
  readonly detail: string;
}

const rule = (status: number, detail: string): RefusalRule => ({ status, detail });

export const REFUSALS = {
  bare_lf: rule(400, 'A line ends in LF without CR'),
  bare_cr: rule(400, 'A CR is not followed by LF'),
  bad_method: rule(400, 'The method is not a token'),
  bad_target: rule(400, 'The request target is malformed or not of a form that belongs to the method'),
  bad_version: rule(400, 'The request line does not end in HTTP/1.0 or HTTP/1.1'),
  version_not_supported: rule(505, 'Only HTTP/1.0 and HTTP/1.1 are spoken here'),
  bad_status_line: rule(400, 'The status line is malformed'),
  folded_line: rule(400, 'A header line begins with white space'),
  space_before_colon: rule(400, 'White space stands between a header name and its colon'),
  bad_field_name: rule(400, 'A header name is empty or not a token'),
  bad_field_value: rule(400, 'A header value holds a control character'),
  bad_content_length: rule(400, 'Content-Length is not a plain decimal number'),
  repeated_content_length: rule(400, 'Content-Length is given more than once'),
  length_and_encoding: rule(400, 'Content-Length and Transfer-Encoding are both given'),
  repeated_transfer_encoding: rule(400, 'Transfer-Encoding is given more than once'),
  transfer_encoding_in_http_1_0: rule(400, 'Transfer-Encoding is not part of HTTP/1.0'),
  unknown_transfer_encoding: rule(501, 'The only transfer coding accepted is "chunked"'),
  body_not_allowed: rule(400, 'A message of this kind has no body, but one is announced'),
  bad_connection: rule(400, 'Connection names something that is not a token, or a field meant for every recipient'),
  missing_host: rule(400, 'Host is missing'),
  repeated_host: rule(400, 'Host is given more than once'),
  bad_host: rule(400, 'Host is malformed, or differs from the authority in the request target'),
  bad_chunk_size: rule(400, 'A chunk size is not a plain hexadecimal number'),
  bad_chunk_extension: rule(400, 'A chunk extension is malformed or too long'),
  bad_chunk_end: rule(400, 'Chunk data is not followed by CRLF'),
  bad_trailer: rule(400, 'A trailer field is one that only a header may hold'),
  bad_pseudo_field: rule(400, 'A pseudo-header field is unknown, repeated, misplaced, or does not belong here'),
  connection_field: rule(400, 'A field that governs connections of HTTP/1.1 has no place in HTTP/2'),
  method_not_supported: rule(501, 'CONNECT is not offered'),
  target_too_long: rule(414, 'The request line is too long'),
  head_too_large: rule(431, 'The header section is too large'),
  too_many_fields: rule(431, 'There are too many header fields'),
  body_too_large: rule(413, 'The body is larger than this listener accepts'),
} as const satisfies Record<string, RefusalRule>;

/** Snake case, because it is a metric label value. */
export type RefusalReason = keyof typeof REFUSALS;
