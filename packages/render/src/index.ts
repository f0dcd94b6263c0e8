export { alertmanagerConfiguration } from './alertmanager/configuration.ts';
export type { AlertmanagerOptions } from './alertmanager/configuration.ts';
export type { AlertmanagerConfiguration } from './alertmanager/document.ts';
export type { SecretResolver, ServerWebhook } from './alertmanager/receivers.ts';
export { blackboxConfiguration } from './blackbox/configuration.ts';
export type { BlackboxConfiguration, BlackboxOptions } from './blackbox/configuration.ts';
export type { DesiredSlot } from './desired-slot.ts';
export type { LastPorts } from './found-ports.ts';
export {
  alertmanagerDocument,
  blackboxDocument,
  prometheusDocument,
  ruleDocuments,
  targetDocuments,
} from './monitoring-documents.ts';
export type { MonitoringDocument, MonitoringInput } from './monitoring-documents.ts';
export { prometheusConfiguration } from './prometheus/configuration.ts';
export type { PrometheusConfiguration } from './prometheus/configuration.ts';
export { targetFiles } from './prometheus/target-files.ts';
export type { TargetFile, TargetGroup } from './prometheus/target-files.ts';
export { alertRules } from './rules/alert-rules.ts';
export type { RuleFile } from './rules/rule-file.ts';
