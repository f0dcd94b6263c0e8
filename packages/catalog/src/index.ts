export { commandSearchPath } from './command-search-path.ts';
export { splitCommand } from './command-words.ts';
export type { CommandWords } from './command-words.ts';
export { describeCatalog, maskedVariables } from './describe-catalog.ts';
export type { CatalogDescription } from './describe-catalog.ts';
export type { CatalogEnvironment } from './environment.ts';
export { loadCatalog } from './load-catalog.ts';
export type { LoadedCatalog } from './load-catalog.ts';
export { INGRESS, UNKNOWN_CONSUMER } from './model.ts';
export type {
  Catalog,
  Edge,
  EngineSpec,
  Health,
  IngressPorts,
  IngressRule,
  Probe,
  ProbeTarget,
  Protocol,
  Replicas,
  Resources,
  RestartPolicy,
  RunSpec,
  SecretDeclaration,
  Service,
  StopPolicy,
  StopSignal,
} from './model.ts';
export { nodeCatalogEnvironment } from './node-environment.ts';
export { readCatalog } from './read-catalog.ts';
export { generateJsonSchema } from './schema/json-schema.ts';
export { interpolate, parseReference, parseTemplate, referencesIn } from './template.ts';
export type { Reference, Template, TemplatePart } from './template.ts';
