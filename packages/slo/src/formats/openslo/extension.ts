/**
 * What OpenSLO cannot say, in annotations of its objects: written by Nines, and read by it.
 *
 * One condition of OpenSLO has one window and one policy has one condition, so the alerts of Nines, which look at two
 * windows each, are named in `nines.dev/burn-alerts`; the policies that are written beside say as much as others
 * understand.
 */
import { suggestName } from '@nines/catalog/source';
import type { SourcePath } from '@nines/catalog/source';
import { parseDuration } from '@nines/kernel';
import type { Alerting, Count } from '../../objective/objective.ts';
import type { CountForms } from '../queries.ts';
import { reportAt, reportAtKey } from '../reading.ts';
import type { Reading } from '../reading.ts';

export const PREFIX = 'nines.dev/';

/** Of a condition: the windows that both have to burn; the long one where it is no whole number of minutes. */
export const LONG_WINDOW = `${PREFIX}long-window`;
export const SHORT_WINDOW = `${PREFIX}short-window`;

/** Of an SLO. */
export interface Extension {
  /** Where the name of the object is no more than like it. */
  readonly name?: string;
  readonly service?: string;
  /** Where it is longer than OpenSLO allows. */
  readonly description?: string;
  readonly burnAlerts?: Pick<Alerting, 'page' | 'ticket'>;
  readonly noDataAlert?: boolean;
  /** Of a threshold, beside those that OpenSLO knows. */
  readonly operator?: 'eq';
  /** Where they are no whole minutes. */
  readonly periodMs?: number;
  readonly sliceMs?: number;
  /** Where the queries are not to be led back to counters, or otherwise than they would be. */
  readonly counts?: CountForms;
  /** Of alerts, where their names are none for OpenSLO. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Entry<T> {
  readonly accepts: string;
  readonly parse: (text: string) => T | undefined;
  readonly write: (value: T) => string;
}

type Entries = { readonly [K in keyof Extension]-?: Entry<NonNullable<Extension[K]>> };

const TEXT: Entry<string> = { accepts: 'text', parse: (text) => text, write: (text) => text };

const DURATION: Entry<number> = {
  accepts: 'a duration such as `1h30m10s`',
  parse: (text) => {
    const ms = parseDuration(text);
    return ms !== undefined && Number.isSafeInteger(ms) && ms > 0 ? ms : undefined;
  },
  write: (ms) => `${ms}ms`,
};

const TEXTS: Entry<Readonly<Record<string, string>>> = {
  accepts: 'a mapping from names to texts, in JSON',
  parse: parseTexts,
  write: (texts) => JSON.stringify(texts),
};

const FORMS = /^total (counters|window), part (counters|window)$/;

/** In the order in which they are written. */
const ENTRIES: Entries = {
  name: TEXT,
  service: TEXT,
  description: TEXT,
  burnAlerts: {
    accepts: '`page, ticket`, one of them, or `none`',
    parse: (text) => {
      const names = text === 'none' ? [] : text.split(/\s*,\s*/);
      if (names.some((name) => name !== 'page' && name !== 'ticket')) return undefined;
      return { page: names.includes('page'), ticket: names.includes('ticket') };
    },
    write: ({ page, ticket }) => [...(page ? ['page'] : []), ...(ticket ? ['ticket'] : [])].join(', ') || 'none',
  },
  noDataAlert: {
    accepts: '`true` or `false`',
    parse: (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
    write: String,
  },
  operator: { accepts: '`eq`', parse: (text) => (text === 'eq' ? text : undefined), write: (operator) => operator },
  periodMs: DURATION,
  sliceMs: DURATION,
  counts: {
    accepts: 'such as `total counters, part window`',
    parse: (text) => {
      const [, total, part] = FORMS.exec(text) ?? [];
      return total === undefined || part === undefined
        ? undefined
        : { total: total as Count['form'], part: part as Count['form'] };
    },
    write: ({ total, part }) => `total ${total}, part ${part}`,
  },
  labels: TEXTS,
  annotations: TEXTS,
};

const NAMES: Readonly<Record<keyof Extension, string>> = {
  name: 'name',
  service: 'service',
  description: 'description',
  burnAlerts: 'burn-alerts',
  noDataAlert: 'no-data-alert',
  operator: 'operator',
  periodMs: 'period',
  sliceMs: 'slice',
  counts: 'counts',
  labels: 'labels',
  annotations: 'annotations',
};

const KEYS = Object.keys(ENTRIES) as (keyof Extension)[];

/** From the annotations at `path`; what is wrong with them is reported. */
export function readExtension(
  reading: Reading,
  path: SourcePath,
  annotations: Readonly<Record<string, string>>,
): Extension {
  const known = KEYS.map((key) => PREFIX + NAMES[key]);
  for (const name of Object.keys(annotations)) {
    if (!name.startsWith(PREFIX) || known.includes(name)) continue;
    const hint = suggestName(name, known);
    reportAtKey(reading, 'SLO_UNKNOWN_KEY', [...path, name], `Nines has no annotation ${name}`, { hint });
  }
  return Object.fromEntries(KEYS.flatMap((key) => readEntry(reading, path, annotations, key)));
}

function readEntry(
  reading: Reading,
  path: SourcePath,
  annotations: Readonly<Record<string, string>>,
  key: keyof Extension,
): [string, unknown][] {
  const name = PREFIX + NAMES[key];
  const text = Object.hasOwn(annotations, name) ? annotations[name] : undefined;
  if (text === undefined) return [];
  const { accepts, parse } = ENTRIES[key];
  const value = parse(text);
  if (value !== undefined) return [[key, value]];
  reportAt(reading, 'SLO_BAD_VALUE', [...path, name], `${name} must be ${accepts}, not ${JSON.stringify(text)}`);
  return [];
}

/** As annotations; undefined values are left out. */
export function writeExtension(extension: { readonly [K in keyof Extension]: Extension[K] | undefined }): Record<
  string,
  string
> {
  const annotations = KEYS.flatMap((key) => {
    const value = extension[key];
    return value === undefined ? [] : [[PREFIX + NAMES[key], (ENTRIES[key] as Entry<unknown>).write(value)] as const];
  });
  return Object.fromEntries(annotations);
}

function parseTexts(json: string): Readonly<Record<string, string>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    const sound = typeof value === 'object' && value !== null && !Array.isArray(value);
    return sound && Object.values(value).every((text) => typeof text === 'string')
      ? (value as Record<string, string>)
      : undefined;
  } catch {
    return undefined;
  }
}
