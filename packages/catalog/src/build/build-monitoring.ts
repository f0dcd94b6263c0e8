/** `monitoring`, with its defaults. */
import { resolve } from 'node:path';
import type { CatalogEnvironment } from '../environment.ts';
import type { Monitoring, MuteTime } from '../model.ts';
import type { MonitoringInput } from '../schema/monitoring-schema.ts';

export function buildMonitoring(
  input: MonitoringInput,
  directory: string,
  environment: CatalogEnvironment,
): Monitoring {
  const { server, prometheus, alertmanager } = input.ports;
  return {
    enabled: input.enabled,
    ports: {
      ...(server !== undefined && { server }),
      ...(prometheus !== undefined && { prometheus }),
      ...(alertmanager !== undefined && { alertmanager }),
    },
    scrapeIntervalMs: input.scrape,
    retention: { timeMs: input.retention.time, sizeBytes: input.retention.size },
    runbooks: placeOfRunbooks(input.runbooks, directory, environment),
    ...(input.dashboards !== undefined && { dashboards: withoutEndSlash(input.dashboards) }),
    mute: input.mute.map(buildMute),
  };
}

function placeOfRunbooks(place: string | undefined, directory: string, environment: CatalogEnvironment): string {
  if (place !== undefined) return isUrl(place) ? withoutEndSlash(place) : resolve(directory, place);
  const own = resolve(directory, 'runbooks');
  return environment.directoryExists(own) ? own : environment.productRunbooks;
}

function withoutEndSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Whether links to runbooks lead elsewhere instead of to a folder. */
export function isUrl(place: string): boolean {
  return /^https?:\/\//.test(place);
}

function buildMute({ owners, ...mute }: MonitoringInput['mute'][number]): MuteTime {
  return { ...mute, ...(owners !== undefined && { owners }) };
}
