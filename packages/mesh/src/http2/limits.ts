/** What one HTTP/2 connection may ask of us. */
import type { ServerSessionOptions } from 'node:http2';
import type { ResponseLimits } from '../http/response-parser.ts';
import type { MeshSettings } from '../settings.ts';

/** Requests at the same time. @see RFC 9113, section 6.5.2: at least 100 is recommended */
const MAX_STREAMS = 100;

/** Of a request body, bytes that may be under way unread: for the connection's streams, each. */
const WINDOW_BYTES = 262_144;

/** What our own data path adds to the head of a response. */
const ADDED_BYTES = 1_024;
const ADDED_FIELDS = 8;

/**
 * Options of a session. Resets in quick succession, floods of SETTINGS and PING, and headers without end close the
 * connection.
 *
 * @see CVE-2023-44487 (rapid reset), CVE-2019-9512 and CVE-2019-9515 (floods); Node.js documentation, http2
 */
export function http2Limits({ maxHeadBytes, maxFields }: MeshSettings): ServerSessionOptions {
  return {
    settings: {
      maxConcurrentStreams: MAX_STREAMS,
      initialWindowSize: WINDOW_BYTES,
      // What exceeds our own limit by little is answered with 431; by more, the stream is reset.
      maxHeaderListSize: 2 * maxHeadBytes,
    },
    maxHeaderListPairs: 2 * maxFields,
    maxSettings: 32,
    maxOutstandingPings: 10,
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 100,
    streamResetBurst: 200,
    streamResetRate: 33,
    // What a service sends twice is its own affair.
    strictSingleValueFields: false,
  };
}

/** For responses that our own data path wrote. */
export function responseLimits({ maxHeadBytes, maxFields }: MeshSettings): ResponseLimits {
  return { maxHeadBytes: maxHeadBytes + ADDED_BYTES, maxFields: maxFields + ADDED_FIELDS };
}
