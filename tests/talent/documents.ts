/** Documents and pictures that visitors bring along, made on the spot. */
import { crc32, deflateSync } from 'node:zlib';
import { Document, Packer, Paragraph } from 'docx';
import { PDFDocument, StandardFonts } from 'pdf-lib';

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

const SIDE = 320;

/**
 * A portrait of nobody: a PNG of a head before a wall.
 *
 * @see W3C, "Portable Network Graphics Specification (Third Edition)", sections 5.3 and 11.2
 */
export function portrait(): Buffer {
  const rows = Array.from({ length: SIDE }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: SIDE }, (_unused, x) => colorAt(x, y)).flat()]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header.set([8, 2], 8); // bits a channel, RGB
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...chunks]);
}

function colorAt(x: number, y: number): readonly number[] {
  if (Math.hypot(x - 160, y - 130) < 70) return [240, 201, 164];
  return Math.hypot(x - 160, y - 340) < 125 ? [13, 95, 82] : [143, 184, 173];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}
