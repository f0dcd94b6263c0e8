/** Faults that the mesh injects on request: what they do, to whom, how often and for how long. */

/**
 * JSON-serialisable. Never in force by default, never kept over a restart of the mesh, and gone by itself when its lease
 * runs out.
 */
export interface MeshFault {
  /** 1 to 64 letters, digits, `-`, `_` and `.`; a metric label. */
  readonly id: string;
  /**
   * `request`: each HTTP request is decided upon. `connection`: each connection of a consumer is, when it is made, or
   * when the fault is set for those that exist; for TCP services and for HTTP. Over HTTP a consumer's connection belongs
   * to no version, at the ingress to no service either.
   */
  readonly per: 'request' | 'connection';
  /** Everything that is given must hold. */
  readonly match: FaultMatch;
  readonly effect: FaultEffect;
  /** Share of what matches that is affected, 0 to 1. At 0 nothing changes at all. @defaultValue 1 */
  readonly probability?: number;
  /** Only the first so many that match may be affected. @defaultValue all */
  readonly first?: number;
  /** The same seed and the same order of requests give the same decisions. @defaultValue 1 */
  readonly seed?: number;
  /** Ends by itself after this, ms; 1 s to 24 h. Setting the same fault again renews it, its counts and its random sequence going on. */
  readonly leaseMs: number;
}

export interface FaultMatch {
  /** Who calls: a service, `ingress`, or `unknown` for the stable address. */
  readonly consumer?: string;
  /** Who is called. */
  readonly service?: string;
  /** Version of the instance that would have answered. */
  readonly version?: string;
  /** Exact, upper case. Requests only, as are the following. */
  readonly method?: string;
  /** Exact path without query; spelling variants of it count as the same. */
  readonly path?: string;
  /** Prefix at a segment border, in the same way. */
  readonly pathPrefix?: string;
  /** Exact values; names in any case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Seen from the consumer: what it receives, what it sends, or both. */
export type FaultDirection = 'to_consumer' | 'from_consumer' | 'both';

export type FaultEffect = LatencyEffect | BandwidthEffect | AbortEffect | SlowCloseEffect | CutEffect;

/** Requests wait before they are forwarded; of a connection each piece of data does. */
export interface LatencyEffect {
  readonly kind: 'latency';
  readonly ms: number;
  /** `uniform`: half the width of the interval around `ms`; `normal`: standard deviation. Below 0 counts as 0. @defaultValue 0 */
  readonly jitterMs?: number;
  /** @defaultValue uniform */
  readonly distribution?: 'uniform' | 'normal';
  /** Connections only. @defaultValue to_consumer */
  readonly direction?: FaultDirection;
}

/** Each response, or each direction of a connection by itself, is limited; pieces arrive when they would have been sent. */
export interface BandwidthEffect {
  readonly kind: 'bandwidth';
  readonly bytesPerSecond: number;
  /** Connections only. @defaultValue to_consumer */
  readonly direction?: FaultDirection;
}

/** The mesh answers in place of the service. Requests only. */
export interface AbortEffect {
  readonly kind: 'abort';
  /** 400 to 599. */
  readonly status: number;
}

/** Where a connection ends in order, its end comes later. For a request: where its response is the last on its connection. */
export interface SlowCloseEffect {
  readonly kind: 'slow-close';
  readonly ms: number;
}

/**
 * `reset`: the consumer's connection is reset. `blackhole`: nothing more is heard, and no deadline of the mesh ends that;
 * what waits goes on when the fault ends.
 */
export interface CutEffect {
  readonly kind: 'reset' | 'blackhole';
}

/** What a fault has done so far. */
export interface FaultStatus {
  readonly fault: MeshFault;
  /** `active`, or why it is not any more. */
  readonly state: FaultState;
  /** ISO 8601. */
  readonly setAt: string;
  readonly expiresAt: string;
  /** Requests or connections that it was decided about. */
  readonly matched: number;
  /** Those that it did something to. 0 means: no evidence that it had an effect. */
  readonly affected: number;
  /** Waiting because of it right now. */
  readonly waiting: number;
  /** Time during which something waited for it, summed up over all that did, ms. */
  readonly addedMs: number;
  /** Bytes that waited on responses and connections. */
  readonly delayedBytes: number;
}

export type FaultState = 'active' | 'removed' | 'expired' | 'replaced' | 'stopped';
