/** How far the spool of a source has been read. */
import type { StoreDatabase } from '../schema/tables.ts';

export interface Move {
  readonly source: string;
  /** Undefined where nothing was read yet. */
  readonly from: string | undefined;
  readonly to: string;
  readonly at: Date;
}

/** Resolves to false where it is not at `from`: then nothing has changed. */
export async function moveCursor(database: StoreDatabase, { source, from, to, at }: Move): Promise<boolean> {
  const moved = { position: to, moved_at: at };
  if (from === undefined) {
    const begin = database.insertInto('cursors').values({ source, ...moved });
    const { numInsertedOrUpdatedRows } = await begin.onConflict((row) => row.doNothing()).executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }
  const goOn = database.updateTable('cursors').set(moved).where('source', '=', source).where('position', '=', from);
  const { numUpdatedRows } = await goOn.executeTakeFirst();
  return numUpdatedRows === 1n;
}
