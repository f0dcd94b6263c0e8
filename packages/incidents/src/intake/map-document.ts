/** From a foreign document to alerts, all faults told together. Pure. */
import type { Intake, IntakeField } from '@nines/catalog';
import type { IntakeFault, MappedAlert, MappedDocument } from './mapped-document.ts';
import { momentOf, readFields } from './read-fields.ts';
import type { Fields } from './read-fields.ts';
import { valueAt } from './value-at.ts';

/** What of an intake mapping goes by. */
export type IntakeMapping = Pick<Intake, 'name' | 'alerts' | 'map' | 'resolved' | 'defaults'>;

/** Of what tells alerts apart: the same for the same text, different for another. */
export type Digest = (text: string) => string;

/** More in one document are a mistake. */
const MOST_ALERTS = 10_000;

/** Characters. */
const LONGEST_ID = 200;

/** Where nobody says what they are. */
const ORIGIN = 'intake';

const LABELS = ['alertname', 'service', 'severity', 'drill'] as const;
const ANNOTATIONS = { summary: 'summary', description: 'description', runbookUrl: 'runbook_url' } as const;

export function mapDocument(intake: IntakeMapping, document: unknown, digest: Digest): MappedDocument {
  const found: unknown = intake.alerts === undefined ? [document] : valueAt(document, intake.alerts);
  if (!Array.isArray(found)) return refused(intake, 'there has to be an array of alerts');
  if (found.length > MOST_ALERTS)
    return refused(intake, `of ${found.length} alerts no more than ${MOST_ALERTS} are taken`);
  const read = found.map((source: unknown) => readFields(intake, source));
  const faults = read.flatMap((fields, index) => faultsOf(intake, fields, index));
  return { alerts: faults.length > 0 ? [] : read.map(({ texts }) => alertOf(intake, texts, digest)), faults };
}

function refused({ alerts }: IntakeMapping, message: string): MappedDocument {
  return { alerts: [], faults: [{ alert: null, field: 'alerts', path: alerts ?? null, message }] };
}

type Check = (text: string | undefined) => string | undefined;

const isMoment: Check = (text) =>
  text === undefined || momentOf(text) !== undefined
    ? undefined
    : `${JSON.stringify(text)} is no time: ISO 8601, or seconds or milliseconds since 1970`;

/** What a field has to be; undefined where it is. */
const CHECKS: readonly (readonly [IntakeField, Check])[] = [
  ['alertname', (text) => (text === undefined ? 'every alert needs a name' : undefined)],
  ['startsAt', isMoment],
  ['endsAt', isMoment],
];

function faultsOf({ map }: IntakeMapping, { texts, unreadable }: Fields, alert: number): readonly IntakeFault[] {
  const checked = CHECKS.flatMap(([field, check]) => {
    const message = unreadable.has(field) ? undefined : check(texts.get(field));
    return message === undefined ? [] : [[field, message] as const];
  });
  return [...unreadable, ...checked].map(([field, message]) => ({ alert, field, path: map[field] ?? null, message }));
}

function alertOf({ name, resolved }: IntakeMapping, texts: Fields['texts'], digest: Digest): MappedAlert {
  const labels = Object.fromEntries(LABELS.flatMap((label) => entry(label, texts.get(label))));
  const status = texts.get('status')?.toLowerCase();
  const isFiring = status === undefined || !resolved.some((value) => value.toLowerCase() === status);
  const identity = JSON.stringify([labels['alertname'], labels['service'], labels['drill']]);
  const moment = (field: IntakeField): string | null => momentOf(texts.get(field) ?? '-') ?? null;
  return {
    fingerprint: `${name}:${fitting(texts.get('id'), digest) ?? digest(identity)}`,
    isFiring,
    startsAt: moment('startsAt'),
    endsAt: isFiring ? null : moment('endsAt'),
    labels: { ...labels, origin: ORIGIN, intake: name },
    annotations: Object.fromEntries(
      Object.entries(ANNOTATIONS).flatMap(([field, annotation]) => entry(annotation, texts.get(field as IntakeField))),
    ),
  };
}

/** What is too long to be looked up by is told apart by its digest. */
function fitting(id: string | undefined, digest: Digest): string | undefined {
  return id !== undefined && id.length > LONGEST_ID ? digest(id) : id;
}

function entry(name: string, text: string | undefined): readonly (readonly [string, string])[] {
  return text === undefined ? [] : [[name, text]];
}
