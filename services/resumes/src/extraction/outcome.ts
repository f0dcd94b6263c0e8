/** What comes out of reading a document. Plain data, because it crosses a thread border. */
import type { DocumentKind } from './document-kind.ts';

/** Why a document could not be read. */
export type ExtractionFailure =
  'unsupported' | 'encrypted' | 'damaged' | 'no-text' | 'too-many-pages' | 'too-large' | 'too-complex';

export type ExtractionOutcome =
  | { readonly kind: Extract<DocumentKind, 'pdf' | 'docx' | 'text'>; readonly text: string }
  | { readonly failure: ExtractionFailure };

/** What the owner of the document is told. */
export const FAILURE_TEXTS: Readonly<Record<ExtractionFailure, string>> = {
  unsupported: 'Only PDF, DOCX and plain text can be read. Save the document as one of them and upload it again.',
  encrypted: 'The document is protected by a password. Save it without one and upload it again.',
  damaged: 'The document is damaged. Open it, save it again and upload the new file.',
  'no-text': 'There is no text in the document. If it is a scan, upload the document it was printed from.',
  'too-many-pages': 'The document has more than 50 pages. Upload the CV alone.',
  'too-large': 'The document is too large once it is unpacked. Remove embedded pictures and upload it again.',
  'too-complex': 'The document takes too long to read. Save it as plain PDF or text and upload it again.',
};

/** Carries a failure up to the edge of the reader. */
export class ExtractionError extends Error {
  readonly failure: ExtractionFailure;

  constructor(failure: ExtractionFailure, cause?: unknown) {
    super(failure, { cause });
    this.failure = failure;
  }
}
