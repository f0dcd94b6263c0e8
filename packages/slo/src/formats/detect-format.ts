/** Which tool a document is made for, by what it says of itself. */
import { suggestName } from '@nines/catalog/source';
import type { SourceNode } from '@nines/catalog/source';
import { reportAt } from './reading.ts';
import type { Reading } from './reading.ts';

/** `nines` is a catalog. */
export type DocumentFormat = 'openslo' | 'sloth' | 'pyrra' | 'nines';

interface Mark {
  readonly key: 'apiVersion' | 'version';
  readonly pattern: RegExp;
  readonly format: DocumentFormat;
}

const MARKS: readonly Mark[] = [
  { key: 'apiVersion', pattern: /^openslo(?:\.com)?(?:\/|$)/i, format: 'openslo' },
  { key: 'apiVersion', pattern: /^sloth\.slok\.dev(?:\/|$)/i, format: 'sloth' },
  { key: 'version', pattern: /^prometheus(?:\/|$)/i, format: 'sloth' },
  { key: 'apiVersion', pattern: /^pyrra\.dev(?:\/|$)/i, format: 'pyrra' },
  { key: 'apiVersion', pattern: /^nines\.dev(?:\/|$)/i, format: 'nines' },
];

const KNOWN = ['openslo/v1', 'prometheus/v1', 'sloth.slok.dev/v1', 'pyrra.dev/v1alpha1'];

/** The format, whatever version. A catalog says so, or has services. */
export function detectFormat({ document }: Reading): DocumentFormat | undefined {
  const mark = MARKS.find(({ key, pattern }) => pattern.test(document.textAt([key])));
  if (mark !== undefined) return mark.format;
  const isMap = document.nodeAt(['services'])?.kind === 'map';
  return isMap && !document.has(['apiVersion']) && !document.has(['version']) ? 'nines' : undefined;
}

/** Reports a document that is of no known format. */
export function reportUnknown(reading: Reading): void {
  const { document } = reading;
  const key = document.has(['version']) ? 'version' : 'apiVersion';
  const found = document.textAt([key]);
  if (found === '') {
    const hint = `\`apiVersion\` or \`version\` says it: ${KNOWN.join(', ')}`;
    reportAt(reading, 'SLO_UNKNOWN_FORMAT', [], 'there is no telling what this document is', { hint });
    return;
  }
  const hint = suggestName(found, KNOWN);
  reportAt(reading, 'SLO_UNKNOWN_FORMAT', [key], `documents of ${found} are not known`, { hint });
}

/** The documents in a root: itself, the items of a list, or those of a list as `kubectl get` prints it. */
export function documentsIn(root: SourceNode): readonly SourceNode[] {
  if (root.kind === 'list') return root.items;
  if (root.kind === 'scalar') return [root];
  const kind = root.entries.get('kind')?.node;
  const items = root.entries.get('items')?.node;
  const isList = kind?.kind === 'scalar' && typeof kind.value === 'string' && kind.value.endsWith('List');
  return isList && items?.kind === 'list' ? items.items : [root];
}
