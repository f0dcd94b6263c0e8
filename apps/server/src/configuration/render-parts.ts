/** What every part of monitoring is to be told, as files. Pure, but for what `secret` does. */
import { join } from 'node:path';
import { API_PATHS } from '@nines/api';
import { messageOf } from '@nines/kernel';
import {
  alertmanagerConfiguration,
  alertRules,
  blackboxConfiguration,
  prometheusConfiguration,
  targetFiles,
} from '@nines/render';
import type { DesiredSlot } from '@nines/render';
import { MONITORING_FILES } from '@nines/render/commands';
import type { DesiredReport } from '@nines/runtime-process';

/** Contents by path below the monitoring directory. */
export type Files = ReadonlyMap<string, string>;

export const PART_NAMES = ['prometheus', 'alertmanager', 'blackbox'] as const;

export type PartName = (typeof PART_NAMES)[number];

export interface RenderedPart {
  readonly part: PartName;
  readonly files: Files;
  /** Read whenever they change, without a reload. */
  readonly followed: Files;
}

/** A part that cannot be told anything now. */
export interface UnrenderedPart {
  readonly part: PartName;
  readonly reason: string;
}

export interface RenderOptions {
  readonly desired: DesiredReport;
  readonly slots: readonly DesiredSlot[];
  readonly serverPort: number;
  /** Absolute. */
  readonly monitoringDirectory: string;
  /** Absolute path of what the ingress' certificates are to be trusted by. */
  readonly certificateAuthorityFile: string;
  /** Undefined: probes count as users. */
  readonly probeMark: string | undefined;
  readonly secret: (name: string) => string;
}

const ruleFile = (name: string): string => `${MONITORING_FILES.prometheusRules}/${name}`;
const targetFile = (job: string): string => `${MONITORING_FILES.prometheusTargets}/${job}.json`;

const RENDERERS: Readonly<Record<PartName, (options: RenderOptions) => RenderedPart>> = {
  prometheus,
  alertmanager,
  blackbox,
};

/** What one part lacks, a secret for instance, must not keep the others from theirs. */
export function renderParts(options: RenderOptions): readonly (RenderedPart | UnrenderedPart)[] {
  return PART_NAMES.map((part) => {
    try {
      return RENDERERS[part](options);
    } catch (error) {
      return { part, reason: messageOf(error) };
    }
  });
}

function prometheus({ desired: { catalog, ports }, slots }: RenderOptions): RenderedPart {
  const rules = alertRules(catalog).map(({ name, content }) => [ruleFile(name), text(content)] as const);
  const targets = targetFiles(catalog, slots, ports);
  const configuration = text(prometheusConfiguration(catalog, ports));
  const files = new Map([...rules, [MONITORING_FILES.prometheusConfiguration, configuration]]);
  const followed = new Map(targets.map(({ job, groups }) => [targetFile(job), text(groups)]));
  return { part: 'prometheus', files, followed };
}

function alertmanager({ desired, serverPort, monitoringDirectory, secret }: RenderOptions): RenderedPart {
  const url = `http://127.0.0.1:${serverPort}${API_PATHS.alertmanager}`;
  const tokenFile = join(monitoringDirectory, MONITORING_FILES.webhookToken);
  const configuration = alertmanagerConfiguration(desired.catalog, { server: { url, tokenFile }, secret });
  const files = new Map([[MONITORING_FILES.alertmanagerConfiguration, text(configuration)]]);
  return { part: 'alertmanager', files, followed: new Map() };
}

function blackbox({ desired, certificateAuthorityFile, probeMark }: RenderOptions): RenderedPart {
  const options = { certificateAuthorityFile, ...(probeMark === undefined ? {} : { probeMark }) };
  const configuration = blackboxConfiguration(desired.catalog, options);
  const files = new Map([[MONITORING_FILES.blackboxConfiguration, text(configuration)]]);
  return { part: 'blackbox', files, followed: new Map() };
}

/** All of them read YAML, of which JSON is a part. */
function text(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** The mark of probes is renewed all the time and means the same. */
const MARK = /("nines-declared": )"[^"]*"/g;

/** Equal for configurations that say the same. */
export function meaningOf(files: Files): string {
  const sorted = [...files].sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(sorted.map(([name, content]) => [name, content.replaceAll(MARK, '$1""')]));
}
