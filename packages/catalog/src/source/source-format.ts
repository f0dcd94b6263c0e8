/** What differs between the kinds of documents that are read: the names of their faults, and what helps. */
import type { Finding } from '../findings.ts';
import type { SourcePath } from './node.ts';

export interface SourceFormat {
  /** What the root is called in messages: `the file`, `the document`. */
  readonly whole: string;
  readonly codes: SourceCodes;
  /** What to write where there is nothing. */
  readonly emptyHint: string;
  /** @defaultValue `codes.duplicateKey` everywhere */
  readonly duplicateCode?: (path: SourcePath) => Finding['code'];
}

export interface SourceCodes {
  readonly syntax: Finding['code'];
  readonly empty: Finding['code'];
  readonly duplicateKey: Finding['code'];
  readonly unknownKey: Finding['code'];
  readonly missingKey: Finding['code'];
  readonly wrongType: Finding['code'];
  readonly badValue: Finding['code'];
}
