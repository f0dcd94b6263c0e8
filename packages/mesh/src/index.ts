export type {
  IngressListener,
  IngressRoute,
  MeshEndpoint,
  MeshListener,
  MeshService,
  MeshSnapshot,
  ServiceListener,
} from './snapshot.ts';
