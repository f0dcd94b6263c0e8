/** `monitoring`, `notify` and `incidents` in the vocabulary of `nines.yaml`. */
import { isAbsolute, relative } from 'node:path';
import { isUrl } from './build/build-monitoring.ts';
import { maskCredentials } from './mask-credentials.ts';
import type { Incidents } from './model-incidents.ts';
import type { Notify, SecretReference } from './model-notify.ts';
import type { Monitoring } from './model.ts';
import { durationText, sizeText } from './notation.ts';

export function describeMonitoring(monitoring: Monitoring, directory: string): Readonly<Record<string, unknown>> {
  const { enabled, ports, scrapeIntervalMs, retention, runbooks, dashboards, mute } = monitoring;
  return {
    enabled,
    ports,
    scrape: durationText(scrapeIntervalMs),
    retention: { time: durationText(retention.timeMs), size: sizeText(retention.sizeBytes) },
    runbooks: isUrl(runbooks) ? runbooks : fromDirectory(directory, runbooks),
    ...(dashboards !== undefined && { dashboards }),
    mute,
  };
}

/** Passwords in URLs as `***`. */
export function describeNotify({ heartbeat, webhooks, ...rest }: Notify): Readonly<Record<string, unknown>> {
  const beats = heartbeat && { url: maskedUrl(heartbeat.url), every: durationText(heartbeat.periodMs) };
  return {
    ...(beats !== undefined && { heartbeat: beats }),
    ...rest,
    webhooks: webhooks.map(({ url, ...webhook }) => ({ ...webhook, url: maskedUrl(url) })),
  };
}

function maskedUrl(url: string | SecretReference): string | SecretReference {
  return typeof url === 'string' ? maskCredentials(url) : url;
}

export function describeIncidents({
  reopenWithinMs,
  intakes,
  heartbeats,
}: Incidents): Readonly<Record<string, unknown>> {
  return {
    reopenWithin: durationText(reopenWithinMs),
    intakes,
    heartbeats: heartbeats.map(({ everyMs, graceMs, ...heartbeat }) => ({
      ...heartbeat,
      every: durationText(everyMs),
      grace: durationText(graceMs),
    })),
  };
}

/** A path as the file would have it: relative to its folder where that is shorter to read. */
export function fromDirectory(directory: string, path: string): string {
  const relativePath = relative(directory, path);
  return isAbsolute(relativePath) ? path : relativePath || '.';
}
