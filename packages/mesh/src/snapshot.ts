/** What the mesh is told: one whole picture at a time, so that a lost or repeated message can do no harm. */

/**
 * JSON-serialisable. The one with the larger `version` wins; an equal or smaller one is ignored. The version outlives
 * both processes: a supervisor that starts anew goes on counting from `MeshStatus.version`.
 */
export interface MeshSnapshot {
  readonly schemaVersion: 1;
  readonly version: number;
  readonly listeners: readonly MeshListener[];
  readonly services: readonly MeshService[];
}

/** One loopback (or public, for the ingress) address that the mesh holds open. */
export type MeshListener = ServiceListener | IngressListener;

/** Everything that arrives here is for one service. */
export interface ServiceListener {
  readonly kind: 'edge' | 'stable';
  readonly host: string;
  readonly port: number;
  /** Who calls: a service name for an edge, `unknown` for a stable port. */
  readonly consumer: string;
  /** Name of the service behind it. */
  readonly service: string;
  /** Whether a request may choose the version that answers it by the field `nines-version`. @defaultValue true */
  readonly allowVersionHeader?: boolean;
}

/**
 * The door for outside traffic: only declared hosts and paths get through. What a client says about its own address
 * (`Forwarded`, `X-Forwarded-*`, `X-Real-IP`) is replaced, and header fields with `_` in their names are dropped.
 */
export interface IngressListener {
  readonly kind: 'ingress';
  readonly host: string;
  readonly port: number;
  readonly routes: readonly IngressRoute[];
  /** As on a `ServiceListener`. @defaultValue false */
  readonly allowVersionHeader?: boolean;
}

export interface IngressRoute {
  /** Lower-case host name without port. */
  readonly host: string;
  /** Path prefixes at segment borders. Empty: every path. */
  readonly paths: readonly string[];
  readonly service: string;
  /** Paths never served to the outside, exact but for spelling: metrics, probes, fault switches. */
  readonly deniedPaths: readonly string[];
}

/**
 * A service and where it runs. Each instance that the supervisor knows is in one of three places:
 *
 * - `endpoints`: ready, gets new requests;
 * - `unready`: it does not answer (died, frozen, failed its probe). Requests under way on it that may be repeated and
 *   have not begun to be answered move to another instance at once, without waiting for a timeout; the rest goes on;
 * - in neither: it is draining, or gone. It gets no new requests, and everything under way is finished there.
 *   `MeshStatus` tells how much that still is.
 */
export interface MeshService {
  readonly name: string;
  readonly protocol: 'http' | 'tcp';
  readonly endpoints: readonly MeshEndpoint[];
  /** @defaultValue none */
  readonly unready?: readonly MeshEndpoint[];
}

/** One instance. A slot that was restarted on another port is another endpoint. */
export interface MeshEndpoint {
  /** Slot name, `auth-0`. */
  readonly id: string;
  /** Revision of the instance, a metric label. */
  readonly version: string;
  readonly host: string;
  readonly port: number;
}
