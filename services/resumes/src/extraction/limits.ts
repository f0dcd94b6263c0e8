/** What a document may cost. A CV is a few pages; everything here is far above that. */

export const LIMITS = {
  fileBytes: 10 * 1024 * 1024,
  pages: 50,
  /** Characters of text that are kept; the rest is not read. */
  characters: 200_000,
  /** Bytes of a DOCX once unpacked. */
  unpackedBytes: 50 * 1024 * 1024,
  archiveEntries: 2_000,
  /** Wall-clock time for one document, ms. */
  timeMs: 10_000,
  /** JavaScript heap of the worker, MiB. */
  heapMegabytes: 256,
} as const;
