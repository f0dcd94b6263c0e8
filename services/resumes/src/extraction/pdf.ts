/** PDF -> text. */
import type { getDocumentProxy } from 'unpdf';

import { LIMITS } from './limits.ts';
import { ExtractionError } from './outcome.ts';

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

/**
 * Text of all pages in reading order, lines as the document breaks them.
 *
 * @throws ExtractionError
 */
export async function readPdf(bytes: Uint8Array): Promise<string> {
  const pdf = await openPdf(bytes);
  if (pdf.numPages > LIMITS.pages) throw new ExtractionError('too-many-pages');
  const pages: string[] = [];
  let characters = 0;
  for (let number = 1; number <= pdf.numPages && characters < LIMITS.characters; number += 1) {
    const page = await pageText(pdf, number);
    characters += page.length;
    pages.push(page);
  }
  return pages.join('\n');
}

async function openPdf(bytes: Uint8Array): Promise<Pdf> {
  const { getDocumentProxy: open } = await import('unpdf');
  try {
    return await open(bytes, { useSystemFonts: false, disableFontFace: true, verbosity: 0 });
  } catch (error) {
    const encrypted = error instanceof Error && error.name === 'PasswordException';
    throw new ExtractionError(encrypted ? 'encrypted' : 'damaged', error);
  }
}

/** A jump in height by more than this share of the font size begins a line, also where the document does not say so. */
const LINE_JUMP = 0.5;

async function pageText(pdf: Pdf, number: number): Promise<string> {
  try {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    let text = '';
    let lastHeight: number | undefined;
    for (const item of items) {
      if (!('str' in item)) continue;
      const height = Number(item.transform[5]);
      const jumped =
        lastHeight !== undefined && Math.abs(height - lastHeight) > LINE_JUMP * item.height && item.height > 0;
      text += `${jumped && !text.endsWith('\n') ? '\n' : ''}${item.str}${item.hasEOL ? '\n' : ''}`;
      lastHeight = height;
    }
    return text;
  } catch (error) {
    throw new ExtractionError('damaged', error);
  }
}
