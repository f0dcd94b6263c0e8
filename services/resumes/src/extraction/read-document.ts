/** One document -> its text. Runs in the worker: what it imports is heavy, and what it reads is hostile until read. */
import { kindOf } from './document-kind.ts';
import { readDocx } from './docx.ts';
import { LIMITS } from './limits.ts';
import { ExtractionError } from './outcome.ts';
import type { ExtractionOutcome } from './outcome.ts';
import { readPdf } from './pdf.ts';
import { decodeText } from './plain-text.ts';

/** Fewer letters are no CV: a scan with a stamp on it, a page number. */
const FEWEST_LETTERS = 40;

/** Reads; never rejects for anything that is wrong with the document. */
export async function readDocument(bytes: Uint8Array): Promise<ExtractionOutcome> {
  try {
    const kind = kindOf(bytes);
    if (kind === 'unknown' || kind === 'other-archive' || kind === 'legacy-office') return { failure: 'unsupported' };
    const raw = kind === 'pdf' ? await readPdf(bytes) : kind === 'docx' ? await readDocx(bytes) : decodeText(bytes);
    const text = cleanText(raw).slice(0, LIMITS.characters);
    return (text.match(/\p{L}/gu) ?? []).length < FEWEST_LETTERS ? { failure: 'no-text' } : { kind, text };
  } catch (error) {
    if (error instanceof ExtractionError) return { failure: error.failure };
    throw error;
  }
}

/** Characters that PostgreSQL does not take or that only look like text are dropped, ligatures and widths unified. */
function cleanText(text: string): string {
  return text
    .normalize('NFKC')
    .toWellFormed()
    .replace(/[^\P{C}\n\r\t]/gu, '')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/(?: ?\r?\n ?){3,}/gu, '\n\n')
    .trim();
}
