/** What every object of OpenSLO begins with. @see OpenSLO specification v1, "General Schema" */
import { listOf, mapping, oneOf, text, textOf } from '@nines/catalog/source';
import { z } from 'zod';
import { maybe, scalarText, someText, texts } from '../schema-parts.ts';
import { DURATION } from './durations.ts';

export const API_VERSION = 'openslo/v1';

const labels = z.record(
  z.string(),
  z.union([scalarText(), listOf(scalarText(), 'a list of texts')], { error: 'text or a list of texts' }),
  { error: 'a mapping from names to texts' },
);

export const metadata = mapping({
  name: text('a name'),
  displayName: someText(),
  labels: maybe(labels),
  annotations: maybe(texts()),
});

export type MetadataInput = z.output<typeof metadata>;

export function shorthand() {
  return textOf(DURATION, 'a whole number and a unit out of m, h, d, w, M, Q, Y, such as `28d`');
}

/** An object that stands alone. */
export function object<K extends string, T extends z.ZodType>(kind: K, spec: T) {
  return mapping({ apiVersion: oneOf([API_VERSION]), kind: oneOf([kind]), metadata, spec });
}

/** Keys of an object that stands where a reference to it could stand as well. */
export function inline<K extends string, T extends z.ZodType>(kind: K, spec: T) {
  return { kind: maybe(oneOf([kind])), metadata: maybe(metadata), spec: maybe(spec) };
}
