/** The files that monitoring would load, by part. */
import { join } from 'node:path';
import type { Catalog } from '@nines/catalog';
import { NinesError } from '@nines/kernel';
import {
  alertmanagerConfiguration,
  alertRules,
  blackboxConfiguration,
  prometheusConfiguration,
  targetFiles,
} from '@nines/render';
import { MONITORING_FILES, NINES_SERVER } from '@nines/render/commands';
import { stringify } from 'yaml';
import type { MonitoringView } from './monitoring-view.ts';

export interface RenderedFile {
  /** Relative, as below the monitoring directory. */
  readonly path: string;
  readonly text: string;
}

export interface RenderContext extends MonitoringView {
  readonly catalog: Catalog;
  /** Where the platform keeps the files that configurations refer to. */
  readonly monitoringDirectory: string;
  /** Absolute path of what the ingress' certificates are to be trusted by. */
  readonly certificateAuthorityFile: string;
}

type Part = (context: RenderContext) => Promise<readonly RenderedFile[]>;

const PARTS: Readonly<Record<string, Part>> = {
  prometheus: async ({ catalog, ports, slots }) => [
    yaml(MONITORING_FILES.prometheusConfiguration, prometheusConfiguration(catalog, ports)),
    ...targetFiles(catalog, slots, ports).map(({ job, groups }) =>
      json(`${MONITORING_FILES.prometheusTargets}/${job}.json`, groups),
    ),
  ],
  rules: async ({ catalog }) =>
    alertRules(catalog).map(({ name, content }) => json(`${MONITORING_FILES.prometheusRules}/${name}`, content)),
  alertmanager: async ({ catalog, ports, monitoringDirectory }) => {
    const url = `http://127.0.0.1:${ports[NINES_SERVER] ?? 9_099}/api/v1/alertmanager`;
    const tokenFile = join(monitoringDirectory, MONITORING_FILES.webhookToken);
    const configuration = alertmanagerConfiguration(catalog, { server: { url, tokenFile }, secret: placeholder });
    return [yaml(MONITORING_FILES.alertmanagerConfiguration, configuration)];
  },
  blackbox: async ({ catalog, certificateAuthorityFile }) => [
    yaml(MONITORING_FILES.blackboxConfiguration, blackboxConfiguration(catalog, { certificateAuthorityFile })),
  ],
  dashboards: async ({ catalog }) => {
    const { dashboards } = await import('@nines/render/dashboards');
    return dashboards(catalog).map(({ uid, json: text }) => ({ path: `dashboards/${uid}.json`, text }));
  },
};

/** What can be asked for. */
export const PART_NAMES: readonly string[] = Object.keys(PARTS);

/**
 * The files of one part, or of all. Secrets are `${NAME}`, as envsubst would fill them in.
 *
 * @throws NinesError `CLI_INVALID_INPUT` where there is no such part
 */
export async function renderedFiles(
  name: string | undefined,
  context: RenderContext,
): Promise<readonly RenderedFile[]> {
  const part = name === undefined ? undefined : PARTS[name];
  if (name !== undefined && part === undefined) {
    throw new NinesError('CLI_INVALID_INPUT', `"${name}" cannot be rendered; there are ${PART_NAMES.join(', ')}`);
  }
  const parts = part === undefined ? Object.values(PARTS) : [part];
  return (await Promise.all(parts.map((render) => render(context)))).flat();
}

function placeholder(secret: string): string {
  return `\${${secret}}`;
}

function json(path: string, document: unknown): RenderedFile {
  return { path, text: `${JSON.stringify(document, null, 2)}\n` };
}

/** Without anchors: people read it. */
function yaml(path: string, document: unknown): RenderedFile {
  return { path, text: stringify(document, { aliasDuplicateObjects: false }) };
}
