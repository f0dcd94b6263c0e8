/** Documents and pictures that visitors bring along, made on the spot. */
import { Document, Packer, Paragraph } from 'docx';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';

/** A CV whose text no test has to guess. */
export const CV_LINES = [
  'Grace Example',
  'Senior Backend Engineer',
  'grace@example.test | +49 30 5550 1234 | Berlin',
  'Summary',
  'Backend engineer with 7 years of experience in TypeScript and Node.js.',
  'Experience',
  'Senior Backend Engineer, Example Works, 2021 - present',
  'Built REST APIs in TypeScript on Fastify for 300 customers',
  'Moved 40 services to k8s and cut deployment time by 80%',
  'Backend Developer, Sample Systems, 2018 - 2021',
  'Designed schemas in Postgres and tuned slow queries',
  'No experience with PHP',
  'Skills',
  'TypeScript, Node.js, PostgreSQL, Docker, Kubernetes, Redis',
  'Education',
  'BSc Computer Science, Example University, 2015 - 2018',
] as const;

/** One page of PDF. */
export async function pdfOf(lines: readonly string[]): Promise<Buffer> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  const page = pdf.addPage();
  lines.forEach((line, index) => {
    page.drawText(line, { x: 50, y: 780 - 22 * index, size: 11, font });
  });
  return Buffer.from(await pdf.save());
}

/** A Word document, one paragraph a line. */
export function docxOf(lines: readonly string[]): Promise<Buffer> {
  return Packer.toBuffer(new Document({ sections: [{ children: lines.map((line) => new Paragraph(line)) }] }));
}

/** A portrait of nobody: a face of plain shapes. */
export function portrait(): Promise<Buffer> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="640"><rect width="640" height="640" fill="#8fb8ad"/>
<circle cx="320" cy="700" r="250" fill="#0d5f52"/><circle cx="320" cy="285" r="140" fill="#f0c9a4"/>
<path d="M175 290a145 150 0 0 1 290 0q-40-90-145-90t-145 90z" fill="#4a2f22"/></svg>`;
  return sharp(Buffer.from(drawing)).jpeg({ quality: 90 }).toBuffer();
}
