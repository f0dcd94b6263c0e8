/** What an upload really is, told by its first bytes: names and content types are only claims. Pure. */

/** Formats that are taken. */
export type ImageKind = 'png' | 'jpeg' | 'webp';

/**
 * The kind of `content`, undefined for anything else.
 *
 * @see PNG (Third Edition), section 5.2; ITU-T T.81, annex B.1.1.3; RFC 9649 "WebP Image Format", section 2.4
 */
export function imageKindOf(content: Buffer): ImageKind | undefined {
  if (content.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'png';
  if (content.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'jpeg';
  if (content.toString('latin1', 0, 4) === 'RIFF' && content.toString('latin1', 8, 12) === 'WEBP') return 'webp';
  return undefined;
}
