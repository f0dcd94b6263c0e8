/** Bytes of a text file -> text, whatever wrote them: UTF-8, UTF-16 of either order, else Windows-1252. Pure. */
import { looksLikeUtf16 } from './document-kind.ts';

/** Decodes; never fails, because every byte means something in Windows-1252. */
export function decodeText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return new TextDecoder(encodingOf(buffer)).decode(buffer);
}

function encodingOf(buffer: Buffer): string {
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le';
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return 'utf-16be';
  const sample = buffer.subarray(0, 65_536);
  if (sample.includes(0) && looksLikeUtf16(sample)) return sample[0] === 0 ? 'utf-16be' : 'utf-16le';
  return isUtf8(buffer) ? 'utf-8' : 'windows-1252';
}

function isUtf8(buffer: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(buffer);
    return true;
  } catch {
    return false;
  }
}
