/** The files that monitoring would load, by part. */
import { API_PATHS } from '@nines/api';
import { NinesError } from '@nines/kernel';
import {
  alertmanagerDocument,
  blackboxDocument,
  prometheusDocument,
  ruleDocuments,
  targetDocuments,
} from '@nines/render';
import type { MonitoringDocument, MonitoringInput } from '@nines/render';
import { NINES_SERVER } from '@nines/render/commands';
import { stringify } from 'yaml';

export interface RenderedFile {
  /** Relative, as below the monitoring directory. */
  readonly path: string;
  readonly text: string;
}

export type RenderContext = Omit<MonitoringInput, 'webhookUrl' | 'probeMark' | 'secret'>;

type Part = (input: MonitoringInput) => Promise<readonly RenderedFile[]>;

/** Of a server that does not run and has no port of its own in nines.yaml. */
const USUAL_SERVER_PORT = 9_099;

const PARTS: Readonly<Record<string, Part>> = {
  prometheus: async (input) => [prometheusDocument(input), ...targetDocuments(input)].map(file),
  rules: async (input) => ruleDocuments(input).map(file),
  alertmanager: async (input) => [file(alertmanagerDocument(input))],
  blackbox: async (input) => [file(blackboxDocument(input))],
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
  const webhookUrl = `http://127.0.0.1:${context.ports[NINES_SERVER] ?? USUAL_SERVER_PORT}${API_PATHS.alertmanager}`;
  const input = { ...context, webhookUrl, secret: placeholder };
  return (await Promise.all(parts.map((render) => render(input)))).flat();
}

function placeholder(secret: string): string {
  return `\${${secret}}`;
}

/** YAML without anchors: people read it. */
function file({ path, document }: MonitoringDocument): RenderedFile {
  const isJson = path.endsWith('.json');
  const text = isJson
    ? `${JSON.stringify(document, null, 2)}\n`
    : stringify(document, { aliasDuplicateObjects: false });
  return { path, text };
}
