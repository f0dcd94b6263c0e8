/** Copies header lines verbatim, in runs as long as possible, leaving out the kinds that end at this hop. */
import type { ByteBatch } from './byte-batch.ts';
import type { FieldKind } from './field-kinds.ts';
import type { FieldTable } from './field-table.ts';

/** 1 for each field kind that is left out. */
export function droppedKinds(...kinds: readonly FieldKind[]): Uint8Array {
  const table = new Uint8Array(32);
  for (const kind of kinds) table[kind] = 1;
  return table;
}

/** @param fieldsStart absolute position of the first header line */
export function writeFields(
  batch: ByteBatch,
  bytes: Buffer,
  base: number,
  fieldsStart: number,
  fields: FieldTable,
  dropped: Uint8Array,
): void {
  let runStart = fieldsStart;
  let lineStart = fieldsStart;
  for (let index = 0; index < fields.count; index += 1) {
    const nextLine = base + fields.lineEnd(index);
    if (dropped[fields.kind(index)] === 1) {
      if (lineStart > runStart) batch.addBytes(bytes, runStart, lineStart);
      runStart = nextLine;
    }
    lineStart = nextLine;
  }
  if (lineStart > runStart) batch.addBytes(bytes, runStart, lineStart);
}
