/** What a mapping finds in one foreign alert, as text. */
import { INTAKE_FIELDS } from '@nines/catalog/vocabulary';
import type { Intake, IntakeField } from '@nines/catalog';
import { textOf, valueAt } from './value-at.ts';

export interface Fields {
  /** Defaults included. */
  readonly texts: ReadonlyMap<IntakeField, string>;
  /** Fields that hold what cannot be taken as text, and why. */
  readonly unreadable: ReadonlyMap<IntakeField, string>;
}

/** Characters of one field; of those by which it is looked up, fewer. */
const LONGEST_TEXT = 4_000;
const LONGEST_NAME = 200;
const NAMES: readonly IntakeField[] = ['alertname', 'service', 'drill'];

/** Numbers below it are seconds, until the year 5138; above it milliseconds, since 1973. */
const FIRST_MILLISECONDS = 100_000_000_000;

const TIMES: readonly IntakeField[] = ['startsAt', 'endsAt'];
const SEVERITIES: readonly string[] = ['critical', 'warning', 'info'];

export function readFields({ map, defaults }: Pick<Intake, 'map' | 'defaults'>, source: unknown): Fields {
  const texts = new Map<IntakeField, string>();
  const unreadable = new Map<IntakeField, string>();
  const defaultOf = defaults as Readonly<Partial<Record<IntakeField, string>>>;
  for (const field of INTAKE_FIELDS) {
    const path = map[field];
    const value = path === undefined ? undefined : valueAt(source, path);
    const text = understood(field, textOf(value)) ?? defaultOf[field];
    if (typeof value === 'object' && value !== null) unreadable.set(field, 'it is no text, number or truth value');
    else if (text !== undefined && text.length > longest(field))
      unreadable.set(field, `it is longer than ${longest(field)} characters`);
    else if (text !== undefined) texts.set(field, text);
  }
  return { texts, unreadable };
}

function longest(field: IntakeField): number {
  return NAMES.includes(field) ? LONGEST_NAME : LONGEST_TEXT;
}

/**
 * Severities of others have other names: what is not known is as severe as the intake says. Programs that know of no time,
 * as of the end of what goes on, say `0001-01-01T00:00:00Z` or 0.
 */
function understood(field: IntakeField, text: string | undefined): string | undefined {
  if (TIMES.includes(field)) return text !== undefined && dateOf(text).getTime() <= 0 ? undefined : text;
  if (field !== 'severity') return text;
  const severity = text?.toLowerCase() ?? '';
  return SEVERITIES.includes(severity) ? severity : undefined;
}

/** ISO 8601 UTC, of a text that is a time or a number of seconds or milliseconds since 1970; undefined where it is none. */
export function momentOf(text: string): string | undefined {
  const date = dateOf(text);
  const year = date.getUTCFullYear();
  return year >= 1970 && year <= 9_999 ? date.toISOString() : undefined;
}

/** Invalid where it is none. */
function dateOf(text: string): Date {
  const number = Number(text);
  const ofNumber = Math.abs(number) < FIRST_MILLISECONDS ? number * 1_000 : number;
  return new Date(Number.isFinite(number) ? ofNumber : Date.parse(text));
}
