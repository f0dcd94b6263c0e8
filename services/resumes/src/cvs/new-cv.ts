/** A row for a CV whose text was read. Pure. */
import type { Insertable } from 'kysely';

import type { CvsTable } from '../database/tables.ts';
import { MEDIA_TYPES } from '../extraction/document-kind.ts';
import { skillsIn } from '../scoring/score.ts';

/** What is known of a document once it was read. */
export interface ReadCv {
  readonly id: string;
  readonly userId: string;
  readonly fileName: string;
  readonly kind: keyof typeof MEDIA_TYPES;
  readonly sizeBytes: number;
  readonly text: string;
}

/** Adds what is derived from the text. */
export function newCv({ id, userId, fileName, kind, sizeBytes, text }: ReadCv): Insertable<CvsTable> {
  return {
    id,
    user_id: userId,
    file_name: fileName,
    media_type: MEDIA_TYPES[kind],
    size_bytes: sizeBytes,
    text,
    word_count: text.split(/\s+/).filter((word) => word !== '').length,
    skills: [...skillsIn(text)],
  };
}

const LONGEST_FILE_NAME = 120;

/** The file's name from its percent-encoded header, without folders and control characters; never empty. */
export function fileNameOf(header: string | undefined): string {
  const name = percentDecoded(header ?? '')
    .replace(/^.*[\\/]/u, '')
    .replace(/\p{C}/gu, '')
    .trim();
  return name === '' ? 'CV' : name.slice(-LONGEST_FILE_NAME);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
