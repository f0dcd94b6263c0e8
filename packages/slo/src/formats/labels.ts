/** Labels and annotations of other tools -> those of alerts in Prometheus. */
import type { SourcePath } from '@nines/catalog/source';
import { reportNotCarried } from './reading.ts';
import type { Reading } from './reading.ts';

/** @see Prometheus documentation, "Data model": names of labels; those that begin with `__` are Prometheus' own */
const LABEL_NAME = /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/;

/** Set by Nines, to say whose alert it is and how urgent. */
const OURS = new Set(['alertname', 'service', 'severity', 'slo', 'windows']);

export function isLabelName(name: string): boolean {
  return LABEL_NAME.test(name);
}

/** Why an alert of Nines cannot have a label of this name. */
export function labelFault(name: string): string | undefined {
  if (OURS.has(name)) return `the label ${name} is not carried over: Nines sets it itself`;
  return isLabelName(name) ? undefined : `the label ${name} is not carried over: Prometheus knows no such name`;
}

/** Those that an alert of Nines can have; the others are reported. */
export function carriedLabels(reading: Reading, path: SourcePath, labels: Texts): Texts {
  return carried(reading, path, labels, labelFault);
}

/** As `carriedLabels`. */
export function carriedAnnotations(reading: Reading, path: SourcePath, annotations: Texts): Texts {
  return carried(reading, path, annotations, (name) =>
    isLabelName(name) ? undefined : `the annotation ${name} is not carried over: Prometheus knows no such name`,
  );
}

type Texts = Readonly<Record<string, string>>;

function carried(
  reading: Reading,
  path: SourcePath,
  texts: Texts,
  faultOf: (name: string) => string | undefined,
): Texts {
  const kept = Object.entries(texts).filter(([name]) => {
    const fault = faultOf(name);
    if (fault !== undefined) reportNotCarried(reading, [...path, name], fault);
    return fault === undefined;
  });
  return Object.fromEntries(kept);
}
