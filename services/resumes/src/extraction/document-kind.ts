/** What a file is, told by its content; names and declared types are only claims. Pure. */

/** What the scanner can read, and what it knows it cannot. */
export type DocumentKind = 'pdf' | 'docx' | 'text' | 'legacy-office' | 'other-archive' | 'unknown';

/** Media types of the readable kinds. */
export const MEDIA_TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  text: 'text/plain',
} as const satisfies Partial<Record<DocumentKind, string>>;

/** Readers accept a PDF header anywhere in the first kilobyte. */
const PDF_HEADER_REACH = 1_024;
/** Share of control characters above which bytes are no text. */
const MOST_CONTROLS = 0.01;

/**
 * Sniffs a document.
 *
 * @see ISO 32000-1, annex H.3.4.1: the header may follow other bytes
 * @see PKWARE APPNOTE.TXT 4.3.7: local file header; [MS-CFB] 2.2: compound file header
 */
export function kindOf(bytes: Uint8Array): DocumentKind {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.subarray(0, PDF_HEADER_REACH).includes('%PDF-')) return 'pdf';
  if (startsWith(buffer, [0x50, 0x4b, 0x03, 0x04]))
    return buffer.includes('word/document.xml') ? 'docx' : 'other-archive';
  if (startsWith(buffer, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return 'legacy-office';
  return isText(buffer) ? 'text' : 'unknown';
}

function startsWith(buffer: Buffer, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => buffer[index] === byte);
}

function isText(buffer: Buffer): boolean {
  if (startsWith(buffer, [0xff, 0xfe]) || startsWith(buffer, [0xfe, 0xff])) return true;
  const sample = buffer.subarray(0, 65_536);
  if (sample.includes(0)) return looksLikeUtf16(sample);
  const controls = sample.reduce((sum, byte) => sum + (byte < 32 && ![9, 10, 12, 13].includes(byte) ? 1 : 0), 0);
  return controls <= sample.length * MOST_CONTROLS;
}

/** UTF-16 without a byte order mark: Latin text has a zero in nearly every other byte, always on the same side. */
export function looksLikeUtf16(sample: Buffer): boolean {
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  return Math.max(even, odd) > sample.length * 0.35 && Math.min(even, odd) < sample.length * 0.02;
}
