/** What the mesh tells about itself. */
import type { EndpointState } from './upstream/endpoint.ts';

/** Answer to a pushed snapshot. When it arrives, new requests follow the snapshot. */
export interface SnapshotReceipt {
  /** In effect now: the pushed one, or a newer one that was there already. */
  readonly version: number;
  readonly listeners: readonly ListenerStatus[];
  /** Why what is in effect is not on disk, so that the next process would begin with less. Push it again. */
  readonly unsaved?: string;
}

export interface ListenerStatus {
  readonly kind: 'edge' | 'stable' | 'ingress';
  readonly host: string;
  readonly port: number;
  /** Name of the service behind it; the ingress has none of its own. */
  readonly service?: string;
  /** Client connections open. */
  readonly connections: number;
  /** Why it is not open, for example that its port is taken. It is tried again. */
  readonly error?: string;
}

export interface EndpointStatus {
  readonly service: string;
  readonly id: string;
  readonly version: string;
  readonly host: string;
  readonly port: number;
  readonly state: EndpointState;
  /** Requests and raw connections under way. A draining endpoint at zero disappears from the list. */
  readonly inFlight: number;
}

export interface MeshStatus {
  /** 0 before the first snapshot. */
  readonly version: number;
  readonly listeners: readonly ListenerStatus[];
  readonly endpoints: readonly EndpointStatus[];
}
