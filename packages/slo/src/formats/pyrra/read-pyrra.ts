/** Documents of Pyrra -> objectives. */
import { parseDuration } from '@nines/kernel';
import type { Objective, Period } from '../../objective/objective.ts';
import { labelFault } from '../labels.ts';
import { readName } from '../names.ts';
import { readPercentage } from '../percentage.ts';
import { placeAt, readShape, reportAt, reportNotCarried, reportReadAs } from '../reading.ts';
import type { Reading } from '../reading.ts';
import { API_VERSION, KIND, serviceLevelObjective } from './pyrra-schema.ts';
import type { PyrraInput } from './pyrra-schema.ts';
import { readAlerting } from './read-alerting.ts';
import { readIndicator } from './read-indicator.ts';

/** Labels with it are passed on to the rules. */
const PREFIX = 'pyrra.dev/';

const DAY_MS = 86_400_000;
const MAX_DAYS = 3_660;

export function readPyrra(readings: readonly Reading[]): readonly Objective[] {
  return readings.flatMap(readDocument);
}

function readDocument(reading: Reading): readonly Objective[] {
  if (!isKnown(reading)) return [];
  const object = readShape(reading, serviceLevelObjective);
  if (object === undefined) return [];
  const { metadata, spec } = object;
  const { service, labels } = readLabels(reading, metadata);
  const target = readPercentage(reading, ['spec', 'target'], spec.target);
  const period = readWindow(reading, spec.window);
  const indicator = readIndicator(reading, ['spec', 'indicator'], spec.indicator);
  const alerting = readAlerting(reading, ['spec', 'alerting'], spec.alerting);
  leaveOut(reading);
  const name = readName(reading, ['metadata', 'name'], metadata.name);
  if (!service || !name || !target || !period || !indicator) return [];
  return [
    {
      service,
      name,
      ...(spec.description !== undefined && spec.description !== '' && { description: spec.description }),
      target,
      period,
      indicator,
      budgeting: { method: 'occurrences' },
      ...alerting,
      labels: { ...labels, ...alerting.labels },
      place: placeAt(reading, []),
    },
  ];
}

function isKnown(reading: Reading): boolean {
  for (const [key, known] of [
    ['apiVersion', API_VERSION],
    ['kind', KIND],
  ] as const) {
    const found = reading.document.textAt([key]);
    if (found === known || (found === '' && key === 'kind')) continue;
    reportAt(reading, 'SLO_UNSUPPORTED', [key], `Pyrra's ${found} is not read`, { hint: `only \`${known}\` is` });
    return false;
  }
  return true;
}

/** Pyrra knows objectives only, so the service is what a label says, or the objective is its own. */
function readLabels(
  reading: Reading,
  { name, namespace, labels = {} }: PyrraInput['metadata'],
): { readonly service: string | undefined; readonly labels: Readonly<Record<string, string>> } {
  const path = ['metadata', 'labels'];
  const passedOn = Object.entries(labels).flatMap(([key, value]) =>
    key.startsWith(PREFIX) ? [[key.slice(PREFIX.length), value] as const] : [],
  );
  const { service, ...others } = Object.fromEntries(passedOn);
  if (service === undefined) {
    const hint = `say which in the label \`${PREFIX}service\``;
    reportReadAs(reading, ['metadata', 'name'], `Pyrra names no service; it is called ${name} as well`, hint);
  }
  const kept = Object.entries(others).filter(([key]) => {
    const fault = labelFault(key);
    if (fault !== undefined) reportNotCarried(reading, [...path, PREFIX + key], fault);
    return fault === undefined;
  });
  const place = namespace === undefined || namespace === '' ? {} : { namespace };
  const at = service === undefined ? ['metadata', 'name'] : [...path, `${PREFIX}service`];
  return { service: readName(reading, at, service ?? name), labels: { ...place, ...Object.fromEntries(kept) } };
}

/** As Prometheus writes durations, years included. */
function readWindow(reading: Reading, window: string): Period | undefined {
  const [, years = '0', rest = ''] = /^(?:(\d{1,3})y)?(.*)$/s.exec(window.trim()) ?? [];
  const restMs = rest === '' ? 0 : parseDuration(rest);
  const lengthMs = restMs === undefined ? 0 : Number(years) * 365 * DAY_MS + restMs;
  if (lengthMs >= 60_000 && lengthMs <= MAX_DAYS * DAY_MS && Number.isInteger(lengthMs))
    return { kind: 'rolling', lengthMs };
  const message = `window must be a duration such as \`4w\` or \`28d\`, from 1m to ten years, not ${window}`;
  reportAt(reading, 'SLO_BAD_VALUE', ['spec', 'window'], message);
  return undefined;
}

const LEFT_OUT = {
  latency: 'the threshold is the one of the bucket',
  partial_response_strategy: 'it is for Thanos',
  performanceOverAccuracy: 'rules of Nines are exact, and short',
  rulenamespace: 'rules of Nines have a place of their own',
};

function leaveOut(reading: Reading): void {
  for (const [key, why] of Object.entries(LEFT_OUT)) {
    const path = ['spec', key];
    if (reading.document.has(path)) reportNotCarried(reading, path, `${key} is not carried over: ${why}`);
  }
}
