/** The documents that `slo.include` leads to, as text, and what is wrong with any of them. */
import { Buffer } from 'node:buffer';
import type { CatalogEnvironment } from './environment.ts';
import type { IncludedDocument } from './model-objectives.ts';

/** A thousand objectives fit. */
const MAX_DOCUMENT_BYTES = 2 ** 20;
/** They travel with the catalog, which is handed from process to process. */
const MAX_TOGETHER_BYTES = 10 * 2 ** 20;

export interface Inclusion {
  /** Each file once, by pattern, then by name. */
  readonly documents: readonly IncludedDocument[];
  readonly faults: readonly InclusionFault[];
}

export interface InclusionFault {
  readonly kind: 'nothing' | 'too-large-together' | 'unreadable' | 'not-text' | 'too-large';
  /** Position in `slo.include` of the pattern that it is about. */
  readonly index: number;
  /** Absolute; undefined where it is about the pattern. */
  readonly file?: string;
}

/** Reads the files that the patterns lead to, from `directory`. Stops reading where they are too large together. */
export function includeDocuments(
  patterns: readonly string[],
  directory: string,
  environment: CatalogEnvironment,
): Inclusion {
  const texts = new Map<string, string>();
  const faults: InclusionFault[] = [];
  let bytesLeft = MAX_TOGETHER_BYTES;
  patterns.forEach((pattern, index) => {
    const files = environment.filesMatching(pattern, directory);
    if (files.length === 0) faults.push({ kind: 'nothing', index });
    for (const file of files) {
      if (texts.has(file) || bytesLeft < 0) continue;
      const read = environment.readText(file, MAX_DOCUMENT_BYTES);
      if ('fault' in read) {
        faults.push({ kind: read.fault, index, file });
        continue;
      }
      texts.set(file, read.text);
      bytesLeft -= Buffer.byteLength(read.text);
      if (bytesLeft < 0) faults.push({ kind: 'too-large-together', index, file });
    }
  });
  return { documents: Array.from(texts, ([file, text]) => ({ file, text })), faults };
}
