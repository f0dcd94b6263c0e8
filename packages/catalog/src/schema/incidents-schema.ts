/** What may stand under `incidents`: how alerts become incidents, and where alerts of others come in. */
import { parseDuration } from '@nines/kernel';
import type { z } from 'zod';
import { INTAKE_FIELDS } from '../model-incidents.ts';
import type { IntakeField } from '../model-incidents.ts';
import { DNS_LABEL, duration, listOf, mapping, oneOf, parsed, secretReference, text, textOf } from './scalars.ts';

const DURATION = /^(\d+(\.\d+)?(w|d|h|m|s))+$/;
const KEYS = /^[^\s.]+(\.[^\s.]+)*$/;
const LONGEST_MS = 366 * 86_400_000;
/** Who calls more often than that asks more than it tells. */
const SHORTEST_MS = 10_000;

/** Milliseconds between two heartbeats. */
function interval() {
  return parsed(DURATION, 'a duration such as `5m`, `24h` or `7d`, from 10s to 366d', (written) => {
    const ms = parseDuration(written);
    return ms !== undefined && ms >= SHORTEST_MS && ms <= LONGEST_MS ? Math.round(ms) : undefined;
  });
}

function label(example: string) {
  return textOf(DNS_LABEL, `a lower-case DNS label such as \`${example}\``);
}

function keys() {
  return textOf(KEYS, 'keys with dots between them, such as `build.name`');
}

const DESCRIPTIONS: Readonly<Record<IntakeField, string>> = {
  id: 'What tells two alerts apart. Default: name and service together.',
  alertname: 'What is wrong, in a word.',
  status: 'Whether it still is, see `resolved`.',
  severity: 'Critical, warning or info; anything else counts as the default.',
  service: 'Whose trouble it is.',
  summary: 'What is wrong, in a sentence.',
  description: 'More about it.',
  runbookUrl: 'What to do about it.',
  drill: 'Name of the drill that it is part of.',
  startsAt: 'Since when: ISO 8601, or seconds or milliseconds since 1970. Default: when it came.',
  endsAt: 'Until when, in the same forms.',
};

const field = (name: IntakeField) =>
  keys()
    .optional()
    .meta({ description: `Keys that lead to it. ${DESCRIPTIONS[name]}` });

const map = mapping(
  Object.fromEntries(INTAKE_FIELDS.map((name) => [name, field(name)])) as Record<IntakeField, ReturnType<typeof field>>,
);

const defaults = mapping({
  alertname: text('a name').optional().meta({ description: DESCRIPTIONS.alertname }),
  service: text('a service').optional().meta({ description: DESCRIPTIONS.service }),
  summary: text('a sentence').optional().meta({ description: DESCRIPTIONS.summary }),
  drill: text('the name of a drill').optional().meta({ description: DESCRIPTIONS.drill }),
  severity: oneOf(['critical', 'warning', 'info']).prefault('warning').meta({ description: 'Default warning.' }),
});

const intake = mapping({
  name: label('ci').meta({ description: 'Name of the intake: alerts are posted to `/api/v1/intake/NAME`.' }),
  token: secretReference().meta({ description: 'What has to be shown, as a bearer token.' }),
  alerts: keys().optional().meta({
    description: 'Keys that lead to the list of alerts. Default: what is posted is one alert.',
  }),
  map: map.prefault({}).meta({ description: 'Where each field stands in an alert.' }),
  resolved: listOf(text('a value of `status`'), 'a list of values')
    .min(1, { error: 'at least one value' })
    .prefault(['resolved', 'ok'])
    .meta({ description: 'Values of `status` that end an alert. Default resolved, ok.' }),
  defaults: defaults.prefault({}).meta({ description: 'What holds where an alert does not say.' }),
});

const heartbeat = mapping({
  name: label('nightly').meta({ description: 'Name of the heartbeat: `/api/v1/heartbeats/NAME` is called.' }),
  token: secretReference().meta({ description: 'What has to be shown, as a bearer token.' }),
  every: interval().meta({ description: 'Longest time between two calls.' }),
  grace: duration({ zeroAllowed: true }).prefault('1m').meta({ description: 'How much later it may be. Default 1m.' }),
  service: text('a service').optional().meta({ description: 'Whose trouble it is when it is missing.' }),
  severity: oneOf(['critical', 'warning'])
    .prefault('warning')
    .meta({ description: '`critical` pages, `warning` opens a ticket. Default warning.' }),
});

export const incidents = mapping({
  reopenWithin: duration()
    .prefault('10m')
    .meta({ description: 'An alert that comes back so soon is still the same incident. Default 10m.' }),
  intakes: listOf(intake, 'a list of intakes')
    .prefault([])
    .meta({ description: 'Doors for alerts of systems that post JSON of their own.' }),
  heartbeats: listOf(heartbeat, 'a list of heartbeats')
    .prefault([])
    .meta({ description: 'What has to call in time and again.' }),
});

export type IncidentsInput = z.output<typeof incidents>;
