import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Document, Packer, Paragraph } from 'docx';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExtractor } from './extractor.ts';
import type { ExtractionOutcome } from './outcome.ts';

const CV = [
  'Ada Example, Senior Engineer',
  'Built services in TypeScript and C++ on Kubernetes',
  'No experience with PHP',
];
const { signal } = new AbortController();
const extract = createExtractor();

async function pdfOf(lines: readonly string[], pages = 1): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (let page = 0; page < pages; page += 1) {
    const sheet = pdf.addPage();
    lines.forEach((line, index) => sheet.drawText(line, { x: 50, y: 700 - 20 * index, size: 11, font }));
  }
  return pdf.save();
}

async function docxOf(lines: readonly string[]): Promise<Uint8Array> {
  return Packer.toBuffer(new Document({ sections: [{ children: lines.map((line) => new Paragraph(line)) }] }));
}

function linesIn(outcome: ExtractionOutcome): readonly string[] {
  return 'text' in outcome ? outcome.text.split('\n').filter((line) => line !== '') : [outcome.failure];
}

describe('reading documents', () => {
  it('reads PDF, DOCX and text to the same lines', async () => {
    expect(linesIn(await extract(await pdfOf(CV), signal))).toEqual(CV);
    expect(linesIn(await extract(await docxOf(CV), signal))).toEqual(CV);
    expect(linesIn(await extract(Buffer.from(CV.join('\n')), signal))).toEqual(CV);
  });

  it('says what is wrong with a document', async () => {
    const failureOf = async (bytes: Uint8Array): Promise<unknown> => linesIn(await extract(bytes, signal))[0];
    expect(await failureOf(await pdfOf([]))).toBe('no-text');
    expect(await failureOf(await pdfOf(CV, 51))).toBe('too-many-pages');
    expect(await failureOf(Buffer.from('%PDF-1.7\nnothing of the kind'))).toBe('damaged');
    expect(await failureOf((await docxOf(CV)).slice(0, -40))).toBe('damaged');
    expect(await failureOf(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3]))).toBe('unsupported');
    expect(await failureOf(Buffer.from('short'))).toBe('no-text');
  });
});

describe('hostile documents', () => {
  let directory = '';
  beforeAll(async () => (directory = await mkdtemp(path.join(tmpdir(), 'talent-extract-'))));
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function extractorOf(script: string, timeoutMs: number): Promise<ReturnType<typeof createExtractor>> {
    const file = path.join(directory, `${timeoutMs}.mjs`);
    await writeFile(file, script);
    return createExtractor({ timeoutMs, workerUrl: pathToFileURL(file) });
  }

  it('ends a reader that spins, and goes on with the next document', async () => {
    const spin = await extractorOf('for (;;);', 300);
    const both = await Promise.all([spin(new Uint8Array(1), signal), spin(new Uint8Array(1), signal)]);
    expect(both).toEqual([{ failure: 'too-complex' }, { failure: 'too-complex' }]);
  });

  it('survives a reader that eats all memory', async () => {
    const eat = await extractorOf('const a = []; for (;;) a.push(new Array(1e5).fill({}));', 9_000);
    expect(await eat(new Uint8Array(1), signal)).toEqual({ failure: 'too-complex' });
  });

  it('lets a caller give up, also while waiting', async () => {
    const spin = await extractorOf('for (;;);', 5_000);
    const caller = new AbortController();
    const both = Promise.allSettled([spin(new Uint8Array(1), caller.signal), spin(new Uint8Array(1), caller.signal)]);
    caller.abort(new Error('gone'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
