/** What every part of monitoring is to be told, as documents and where each belongs. */
import { join } from 'node:path';
import type { Catalog } from '@nines/catalog';
import { alertmanagerConfiguration } from './alertmanager/configuration.ts';
import type { SecretResolver } from './alertmanager/receivers.ts';
import { blackboxConfiguration } from './blackbox/configuration.ts';
import { MONITORING_FILES } from './commands/monitoring-files.ts';
import type { DesiredSlot } from './desired-slot.ts';
import { prometheusConfiguration } from './prometheus/configuration.ts';
import { targetFiles } from './prometheus/target-files.ts';
import { alertRules } from './rules/alert-rules.ts';
import type { WorkloadPorts } from './workloads.ts';

export interface MonitoringDocument {
  /** Below the monitoring directory. */
  readonly path: string;
  /** To be written as JSON or as YAML: who reads it takes both. */
  readonly document: unknown;
}

/** What documents are made of. */
export interface MonitoringInput {
  readonly catalog: Catalog;
  readonly ports: WorkloadPorts;
  readonly slots: readonly DesiredSlot[];
  /** Where Alertmanager tells the server what it does. */
  readonly webhookUrl: string;
  /** Absolute. */
  readonly monitoringDirectory: string;
  /** Absolute path of what the ingress' certificates are to be trusted by. */
  readonly certificateAuthorityFile: string;
  /** @defaultValue none: probes count as users */
  readonly probeMark?: string | undefined;
  readonly secret: SecretResolver;
}

/** prometheus.yml */
export function prometheusDocument({ catalog, ports }: MonitoringInput): MonitoringDocument {
  return { path: MONITORING_FILES.prometheusConfiguration, document: prometheusConfiguration(catalog, ports) };
}

/** A file for each set of rules; what is in that folder besides does not belong there. */
export function ruleDocuments({ catalog }: MonitoringInput): readonly MonitoringDocument[] {
  return alertRules(catalog).map(({ name, content }) => ({
    path: `${MONITORING_FILES.prometheusRules}/${name}`,
    document: content,
  }));
}

/** A file for each job; Prometheus reads them whenever they change, without a reload. */
export function targetDocuments({ catalog, slots, ports }: MonitoringInput): readonly MonitoringDocument[] {
  return targetFiles(catalog, slots, ports).map(({ job, groups }) => ({
    path: `${MONITORING_FILES.prometheusTargets}/${job}.json`,
    document: groups,
  }));
}

/** alertmanager.yml; it holds what `secret` gives. @throws what `secret` throws */
export function alertmanagerDocument(input: MonitoringInput): MonitoringDocument {
  const { catalog, webhookUrl: url, monitoringDirectory, secret } = input;
  const tokenFile = join(monitoringDirectory, MONITORING_FILES.webhookToken);
  const document = alertmanagerConfiguration(catalog, { server: { url, tokenFile }, secret });
  return { path: MONITORING_FILES.alertmanagerConfiguration, document };
}

/** blackbox.yml; it holds the mark of probes. */
export function blackboxDocument({
  catalog,
  certificateAuthorityFile,
  probeMark,
}: MonitoringInput): MonitoringDocument {
  const options = { certificateAuthorityFile, ...(probeMark !== undefined && { probeMark }) };
  return { path: MONITORING_FILES.blackboxConfiguration, document: blackboxConfiguration(catalog, options) };
}
