export { commandSearchPath } from './command-search-path.ts';
export { splitCommand } from './command-words.ts';
export type { CommandWords } from './command-words.ts';
export { describeCatalog, maskedVariables } from './describe-catalog.ts';
export type { CatalogDescription } from './describe-catalog.ts';
export type { CatalogEnvironment, TextRead } from './environment.ts';
export { loadCatalog } from './load-catalog.ts';
export type { LoadedCatalog } from './load-catalog.ts';
export { BUILT_IN_SECRETS, INGRESS, SYSTEM_PREFIX, UNKNOWN_CONSUMER, WEEKDAYS } from './model.ts';
export type {
  AlertThresholds,
  AlertWebhook,
  Catalog,
  Edge,
  EmailAddressee,
  EngineSpec,
  Health,
  IngressPorts,
  IngressRule,
  Monitoring,
  MuteTime,
  Notify,
  Probe,
  ProbeTarget,
  Protocol,
  Replicas,
  Resources,
  RestartPolicy,
  RoutePolicy,
  RunSpec,
  SecretDeclaration,
  SecretReference,
  Service,
  SlackChannel,
  StopPolicy,
  StopSignal,
  TelegramChat,
  TrafficPolicy,
  Weekday,
} from './model.ts';
export { FREEZABLE } from './model-objectives.ts';
export type {
  BudgetCondition,
  CalendarWindowUnit,
  CreditCondition,
  CreditRule,
  Freezable,
  FreezeRule,
  IncludedDocument,
  MaintenanceTime,
  Objectives,
  ObjectiveAlerts,
  ObjectiveWindow,
  ServiceBudgeting,
  ServiceIndicator,
  ServiceObjective,
  SourcePlace,
  ThresholdComparison,
} from './model-objectives.ts';
export { nearestName } from './nearest-name.ts';
export { nodeCatalogEnvironment } from './node-environment.ts';
export { readCatalog } from './read-catalog.ts';
export { generateJsonSchema } from './schema/json-schema.ts';
export { interpolate, parseReference, parseTemplate, referencesIn } from './template.ts';
export type { Reference, Template, TemplatePart } from './template.ts';
