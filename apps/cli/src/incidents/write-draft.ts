/** A draft on its way into files that people go on writing in. */
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode, NinesError } from '@nines/kernel';

export interface DraftFile {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

/**
 * Writes all of them, or none where one of them is there already.
 *
 * @throws NinesError `CLI_FILE_EXISTS` where one is there, and `isForced` does not say to replace it
 */
export async function writeDraft(
  files: readonly DraftFile[],
  { isForced }: { readonly isForced: boolean },
): Promise<void> {
  if (!isForced) for (const { file } of files) await requireAbsent(file);
  for (const { file, text } of files) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: isForced ? 'w' : 'wx' }).catch((cause: unknown) => {
      throw hasCode(cause, 'EEXIST') ? isThere(file) : cause; // it was made meanwhile
    });
  }
}

async function requireAbsent(file: string): Promise<void> {
  if ((await lstat(file).catch(() => undefined)) !== undefined) throw isThere(file);
}

function isThere(file: string): NinesError {
  const message = `${file} is there already, perhaps with what people wrote; name another folder, or replace it by --force`;
  return new NinesError('CLI_FILE_EXISTS', message);
}
