/** DOCX -> text. */
import { checkArchive } from './archive.ts';
import { ExtractionError } from './outcome.ts';

/**
 * Text of the body, paragraphs as lines.
 *
 * @throws ExtractionError
 */
export async function readDocx(bytes: Uint8Array): Promise<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkArchive(buffer);
  const { extractRawText } = await import('mammoth');
  try {
    const { value } = await extractRawText({ buffer });
    return value;
  } catch (error) {
    throw new ExtractionError('damaged', error);
  }
}
