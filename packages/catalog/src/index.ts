export { commandSearchPath } from './command-search-path.ts';
export { splitCommand } from './command-words.ts';
export type { CommandWords } from './command-words.ts';
export { completeCatalog } from './complete-catalog.ts';
export { describeCatalog, maskedVariables } from './describe-catalog.ts';
export type { CatalogDescription } from './describe-catalog.ts';
export { parseDestination } from './destination.ts';
export type { Destination } from './destination.ts';
export type { CatalogEnvironment, TextRead } from './environment.ts';
export { loadCatalog } from './load-catalog.ts';
export type { LoadedCatalog } from './load-catalog.ts';
export { BUILT_IN_SECRETS, INGRESS, SYSTEM_PREFIX, UNKNOWN_CONSUMER, WEEKDAYS } from './model.ts';
export type {
  AlertThresholds,
  Catalog,
  Edge,
  EngineSpec,
  Health,
  IngressPorts,
  IngressRule,
  Monitoring,
  MuteTime,
  Probe,
  ProbeTarget,
  Protocol,
  Replicas,
  Resources,
  RestartPolicy,
  RoutePolicy,
  RunSpec,
  SecretDeclaration,
  Service,
  StopPolicy,
  StopSignal,
  TrafficPolicy,
  Weekday,
} from './model.ts';
export { INTAKE_FIELDS } from './model-incidents.ts';
export type { Heartbeat, Incidents, Intake, IntakeDefaults, IntakeField } from './model-incidents.ts';
export type {
  EmailAddressee,
  Notify,
  NotifyRoute,
  PagerdutyService,
  SecretReference,
  SlackChannel,
  TelegramChat,
  Webhook,
} from './model-notify.ts';
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
