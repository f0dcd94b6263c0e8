export { startAdminServer } from './control/admin-server.ts';
export type { AdminServerOptions } from './control/admin-server.ts';
export { createMeshClient } from './control/client.ts';
export type { MeshClient, MeshFaultClient } from './control/client.ts';
export { startControlServer } from './control/control-server.ts';
export type { ControlServerOptions } from './control/control-server.ts';
export { prepareHandover } from './control/handover-request.ts';
export { takeOverFromSibling } from './control/sibling.ts';
export { SnapshotFile } from './control/snapshot-file.ts';
export type { LoadedSnapshot } from './control/snapshot-file.ts';
export { followLoadKey } from './declared/load-key.ts';
export type { LoadKeyOptions } from './declared/load-key.ts';
export { decodeFault, decodeFaults } from './faults/fault-decoder.ts';
export type {
  AbortEffect,
  BandwidthEffect,
  CutEffect,
  FaultDirection,
  FaultEffect,
  FaultMatch,
  FaultState,
  FaultStatus,
  LatencyEffect,
  MeshFault,
  SlowCloseEffect,
} from './faults/fault.ts';
export { Mesh } from './mesh.ts';
export type { MeshOptions, TakeOver } from './mesh.ts';
export { DEFAULT_SETTINGS } from './settings.ts';
export type { MeshSettings } from './settings.ts';
export type {
  IngressListener,
  IngressRoute,
  MeshEndpoint,
  MeshListener,
  MeshRetryBudget,
  MeshRoute,
  MeshService,
  MeshSnapshot,
  MeshTimeouts,
  MeshVersionWeight,
  ServiceListener,
  TlsMaterial,
} from './snapshot.ts';
export type { EndpointStatus, ListenerStatus, MeshStatus, SnapshotReceipt } from './status.ts';
