/** What the mesh is told: one whole picture at a time, so that a lost or repeated message can do no harm. */

/** JSON-serialisable. The one with the larger `version` wins; an equal or smaller one is ignored. */
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
}

/** The door for outside traffic: only declared hosts and paths get through. */
export interface IngressListener {
  readonly kind: 'ingress';
  readonly host: string;
  readonly port: number;
  readonly routes: readonly IngressRoute[];
}

export interface IngressRoute {
  /** Lower-case host name without port. */
  readonly host: string;
  /** Path prefixes at segment borders. */
  readonly paths: readonly string[];
  readonly service: string;
  /** Paths never served to the outside, exact: metrics, probes, fault switches. */
  readonly deniedPaths: readonly string[];
}

export interface MeshService {
  readonly name: string;
  readonly protocol: 'http' | 'tcp';
  /** Targets that may get new requests. Leaving this list drains: what is under way is finished. */
  readonly endpoints: readonly MeshEndpoint[];
}

export interface MeshEndpoint {
  /** Slot name, `auth-0`. */
  readonly id: string;
  /** Revision of the instance, a metric label. */
  readonly version: string;
  readonly host: string;
  readonly port: number;
}
