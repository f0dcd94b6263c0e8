/** What is wrong, in a few words. */
import type { Episode } from '../grouping/episode.ts';

const LONGEST = 200;

/** By alert name; the first that fits. */
const TITLES: readonly (readonly [RegExp, (service: string) => string])[] = [
  [/^(\S+)?ServiceDown$/, (service) => `${service} is down`],
  [/^MonitoringDown$/, (service) => `${service} does not watch any more`],
  [/^ErrorBudgetBurn$/, (service) => `${service} burns its error budget`],
  [/^ErrorRatioHigh$/, (service) => `${service} answers with errors`],
  [/^LatencyHigh$/, (service) => `${service} is slow`],
  [/^InstanceCrashLoop$/, (service) => `${service} crashes again and again`],
  [/^HeartbeatMissing$/, (service) => `${service} is not heard of`],
];

export function titleOf({ service, alert: { labels } }: Episode): string {
  const alertname = labels['alertname'] ?? 'alert';
  if (service === null) return shortened(words(alertname));
  const title = TITLES.find(([pattern]) => pattern.test(alertname))?.[1](service) ?? `${service}: ${words(alertname)}`;
  return shortened(title);
}

/** `DiskNearlyFull` as `disk nearly full`; what is not written so stays as it is. */
function words(name: string): string {
  if (!/^[A-Z][A-Za-z0-9]*$/.test(name)) return name;
  return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
