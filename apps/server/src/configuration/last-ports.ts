/** Where slots were found last, by what Prometheus was told. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LastPorts, TargetGroup } from '@nines/render';
import { MONITORING_FILES, NINES_POSTGRES_EXPORTER } from '@nines/render/commands';

/** The ports in the targets that were written last: of slots that have been down since before this process started. */
export async function lastPorts(monitoringDirectory: string): Promise<LastPorts> {
  const directory = join(monitoringDirectory, MONITORING_FILES.prometheusTargets);
  const ports = new Map<string, number>();
  for (const name of await readdir(directory).catch(() => [])) {
    if (name === `${NINES_POSTGRES_EXPORTER}.json`) continue; // the instance is the engine's slot, the port the exporter's
    for (const { labels, targets } of await readGroups(join(directory, name))) {
      const port = Number(targets[0]?.split(':').at(-1));
      if (labels['instance'] !== undefined && Number.isInteger(port)) ports.set(labels['instance'], port);
    }
  }
  return ports;
}

/** A file that cannot be read has nothing to tell: it is written anew anyway. */
async function readGroups(file: string): Promise<readonly TargetGroup[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as TargetGroup[];
  } catch {
    return [];
  }
}
