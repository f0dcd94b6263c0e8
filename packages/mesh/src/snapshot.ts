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
  /**
   * Whether a request may choose the version that answers it by the field `nines-version`. A release is to say so for
   * the services that it changes; nothing does yet.
   *
   * @defaultValue true
   */
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
  /** With it this is the HTTPS door, which speaks HTTP/1.1 and HTTP/2; without it the HTTP door. */
  readonly tls?: TlsMaterial;
  /** As on a `ServiceListener`. @defaultValue false */
  readonly allowVersionHeader?: boolean;
}

/** Where a listener finds its key and certificate. They never stand in a snapshot. */
export interface TlsMaterial {
  /** PEM: private key and certificate, with intermediate certificates where there are any. */
  readonly file: string;
  /** Of the certificate. Another one means that the file was replaced and is to be read again. */
  readonly fingerprint: string;
}

export interface IngressRoute {
  /** Lower-case host name without port. */
  readonly host: string;
  /** Path prefixes at segment borders. Empty: every path. */
  readonly paths: readonly string[];
  readonly service: string;
  /** Paths never served to the outside, exact but for spelling: metrics, probes, fault switches. */
  readonly deniedPaths: readonly string[];
  /** Nothing is forwarded from here: clients are sent to HTTPS at this port of the same host. */
  readonly httpsPort?: number;
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
  /** @defaultValue the mesh's own: 30 s, 5 s a try */
  readonly timeouts?: MeshTimeouts;
  /** What holds for some paths only; the longest prefix that matches counts. @defaultValue none */
  readonly routes?: readonly MeshRoute[];
  /** Second tries allowed. @defaultValue 0.2 of the requests of the last ten seconds, and 10 a second */
  readonly retryBudget?: MeshRetryBudget;
  /**
   * How requests are divided between versions. Weights are percentages; versions without one share what is left of 100
   * by their number of instances, and weights of versions without a ready instance fall to the others. A release is to
   * set it, step by step; nothing does yet.
   *
   * @defaultValue every ready instance alike
   */
  readonly split?: readonly MeshVersionWeight[];
}

/** What is left out is inherited. */
export interface MeshTimeouts {
  /** From the end of the request to the head of its final response, all tries together; then 504. */
  readonly deadlineMs?: number;
  /** A try without progress for this long is given up where another may follow. */
  readonly perTryTimeoutMs?: number;
}

export interface MeshRoute extends MeshTimeouts {
  /** Prefix at a segment border. */
  readonly path: string;
}

export interface MeshRetryBudget {
  /** Second tries per request, 0 to 1. */
  readonly ratio: number;
  /** Allowed in any case, per second. @defaultValue 10 */
  readonly minPerSecond?: number;
}

export interface MeshVersionWeight {
  readonly version: string;
  /** Percent, 0 to 100. */
  readonly weight: number;
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
